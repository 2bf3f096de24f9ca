using Npgsql;

namespace Vql.Tests.SyncWorker;

/// <summary>Writers that make random changes of every kind, in transactions of one to many rows.</summary>
/// <param name="rig">The rig with the database.</param>
/// <param name="seed">The seed of the random changes.</param>
/// <param name="maxRows">The maximum number of rows of a transaction.</param>
internal sealed class RandomWrites(StreamRig rig, int seed, int maxRows)
{
    private const int Writers = 3;
    private const int DefaultMaxRows = 3000;

    private int _written;

    /// <summary>The number of committed statements.</summary>
    public int Written => _written;

    /// <summary>Writes until canceled.</summary>
    public Task RunAsync(CancellationToken end) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(new Random(seed + writer), end)));

    private async Task WriteAsync(Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await rig.RunAsync(Statement(random));
                Interlocked.Increment(ref _written);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ObjectNotInPrerequisiteState)
            {
                // A concurrent writer or a missing replica identity made the statement fail. Nothing was written.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System, CancellationToken.None);
        }
    }

    private string Statement(Random random)
    {
        var (modulus, rest) = (random.Next(50, 500), random.Next(500));
        var company = $"company-{random.Next(1, StreamRig.Companies + 5)}";
        var fresh = Guid.NewGuid();
        return random.Next(maxRows > DefaultMaxRows ? 400 : 120) switch
        {
            0 => "truncate contacts",
            1 => "truncate companies",
            2 => Insert(fresh, company, maxRows),
            < 8 => Insert(fresh, company, random.Next(1, DefaultMaxRows)),
            < 14 => $"insert into companies (uuid, name) values ('{company}', 'Again') "
                + $"on conflict (uuid) do update set name = 'Again {fresh}', deleted_at = null",
            < 18 => $"delete from companies where uuid = '{company}'",
            < 22 => $"update companies set deleted_at = now() where uuid = '{company}'",
            < 26 => $"update companies set uuid = '{company}-{rest}' where uuid = '{company}'",
            < 34 => $"update contacts set uuid = '{fresh}' "
                + $"where id = (select id from contacts where id % {modulus} = {rest % modulus} limit 1)",
            < 44 => $"delete from contacts where id % {modulus} = {rest % modulus}",
            < 54 => $"update contacts set company_id = '{company}' where id % {modulus} = {rest % modulus}",
            < 60 => $"update contacts set deleted_at = case when deleted_at is null then now() end where id % {modulus} = {rest % modulus}",
            < 64 => $"begin; update contacts set title = 'Undone' where id % {modulus} = {rest % modulus}; rollback",
            _ => $"update contacts set title = 'Title {fresh}' where id % {modulus} = {rest % modulus}",
        };
    }

    private static string Insert(Guid fresh, string company, int rows) =>
        "insert into contacts (uuid, first_name, company_id) "
        + $"select '{fresh}-' || n, 'Bulk', '{company}' from generate_series(1, {rows}) n";
}
