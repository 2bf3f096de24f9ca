using System.Globalization;
using Npgsql;
using Vql.AppHost.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// Random writes, while workers are killed and lines are cut at random: at the end both stores are equal, with
/// nothing repaired. <c>VQL_TORTURE_SECONDS</c> makes it longer and its transactions larger.
/// </summary>
public sealed class TortureTests(PostgresServer server)
{
    private const string Variable = "VQL_TORTURE_SECONDS";
    private const string Tool = "elasticsearch/elasticsearch";
    private const double ShortForm = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_UnderTortureOnTheSearchNode_EndsEqual()
    {
        await using var node = new SearchNodeFixture();
        await node.InitializeAsync();
        await TortureAsync(node.Url);
    }

    [Fact]
    public async Task Stream_UnderTortureOnElasticsearch_EndsEqual()
    {
        if (ToolFolder.Find(Tool) is not { } program)
        {
            ToolFolder.Missing(Tool);
            return;
        }

        // Not the one that other tests share: these indices have the names that every worker uses.
        var port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        var url = new Uri($"http://127.0.0.1:{port}");
        await using var engine = await ServerProcess.StartAsync(
            program, ["--port", port, "--heap", "512m"], new Uri(url, "_cluster/health?wait_for_status=yellow"), TimeSpan.FromMinutes(3), Token);
        await TortureAsync(url);
    }

    private async Task TortureAsync(Uri engine)
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var given) ? given : ShortForm;
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        await using var rig = await StreamRig.CreateAsync(server, engine);
        var worker = await rig.StartWorkerAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        end.CancelAfter(TimeSpan.FromSeconds(seconds));
        var writing = Enumerable.Range(0, 3).Select(writer => WriteAsync(rig, new Random(seed + writer), seconds > ShortForm, end.Token)).ToArray();
        await BreakAsync(rig, worker, new Random(seed - 1), end.Token);
        await Task.WhenAll(writing);
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
    }

    private static async Task WriteAsync(StreamRig rig, Random random, bool isLong, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await rig.RunAsync(Statement(random, isLong));
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation)
            {
                // Writers meet; the one that loses wrote nothing.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System, CancellationToken.None);
        }
    }

    private static string Statement(Random random, bool isLong)
    {
        var (modulus, rest) = (random.Next(50, 500), random.Next(500));
        var company = $"company-{random.Next(1, StreamRig.Companies + 5)}";
        var fresh = Guid.NewGuid();
        return random.Next(isLong ? 400 : 120) switch
        {
            0 => "truncate contacts",
            1 => "truncate companies",
            2 when isLong => $"insert into contacts (uuid, first_name, company_id) select '{fresh}-' || n, 'Bulk', '{company}' from generate_series(1, 200000) n",
            < 8 => $"insert into contacts (uuid, first_name, company_id) select '{fresh}-' || n, 'Bulk', '{company}' from generate_series(1, {random.Next(1, 3000)}) n",
            < 14 => $"insert into companies (uuid, name) values ('{company}', 'Again') on conflict (uuid) do update set name = 'Again {fresh}', deleted_at = null",
            < 18 => $"delete from companies where uuid = '{company}'",
            < 22 => $"update companies set deleted_at = now() where uuid = '{company}'",
            < 26 => $"update companies set uuid = '{company}-{rest}' where uuid = '{company}'",
            < 34 => $"update contacts set uuid = '{fresh}' where id = (select id from contacts where id % {modulus} = {rest % modulus} limit 1)",
            < 44 => $"delete from contacts where id % {modulus} = {rest % modulus}",
            < 54 => $"update contacts set company_id = '{company}' where id % {modulus} = {rest % modulus}",
            < 60 => $"update contacts set deleted_at = case when deleted_at is null then now() end where id % {modulus} = {rest % modulus}",
            < 64 => $"begin; update contacts set title = 'Undone' where id % {modulus} = {rest % modulus}; rollback",
            _ => $"update contacts set title = 'Title {fresh}' where id % {modulus} = {rest % modulus}",
        };
    }

    private static async Task BreakAsync(StreamRig rig, ServerProcess worker, Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 2500)), TimeProvider.System, CancellationToken.None);
            switch (random.Next(4))
            {
                case 0:
                    await worker.KillAsync();
                    worker = await rig.StartStandbyAsync();
                    break;
                case 1:
                    await rig.DatabaseLine.CutAsync();
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)), TimeProvider.System, CancellationToken.None);
                    rig.DatabaseLine.Mend();
                    break;
                case 2:
                    await rig.EngineLine.CutAsync();
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1500)), TimeProvider.System, CancellationToken.None);
                    rig.EngineLine.Mend();
                    break;
                default:
                    await rig.RunAsync(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'walsender'");
                    break;
            }
        }
    }
}
