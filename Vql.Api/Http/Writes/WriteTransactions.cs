using Npgsql;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Engine.Freshness;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>Executes writes in transactions, and returns the earlier response for the same <c>Idempotency-Key</c>.</summary>
internal sealed class WriteTransactions(NpgsqlDataSource source, SearchContext search)
{
    private const int MaxAttempts = 3;

    /// <summary>Reads the <c>Idempotency-Key</c>; null for none. An invalid key adds an error.</summary>
    public static string? ReadKey(HttpRequest request, List<ParameterFault> faults)
    {
        if (request.Headers[IdempotentRequests.Header] is not [.., { } key])
        {
            return null;
        }

        if (key.Length is 0 or > IdempotentRequests.MaxKeyLength || key.Any(character => character is < ' ' or > '~'))
        {
            faults.Add(new ParameterFault(
                IdempotentRequests.Header, $"must be 1 to {IdempotentRequests.MaxKeyLength} printable ASCII characters"));
        }

        return key;
    }

    /// <summary>Executes a write. Only a <see cref="WriteAnswer"/> is committed, and stored under the key.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The <c>Idempotency-Key</c>; null for none.</param>
    /// <param name="json">The body of the request.</param>
    /// <param name="write">The write. It is repeated if it deadlocks with another writer.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public async Task<IResult> ExecuteAsync(
        HttpContext context, string? key, ReadOnlyMemory<byte> json, Func<NpgsqlConnection, Task<IResult>> write,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ExecuteOnceAsync(context, key, json, write, cancellationToken);
            }
            catch (PostgresException exception)
                when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MaxAttempts)
            {
                // The database has rolled back the transaction. The other writer can proceed now.
            }
        }
    }

    private async Task<IResult> ExecuteOnceAsync(
        HttpContext context, string? key, ReadOnlyMemory<byte> json, Func<NpgsqlConnection, Task<IResult>> write,
        CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Must precede the rows: a batch of the worker does not wait for the end of the transaction.
        await TraceMark.WriteAsync(connection, cancellationToken);
        var requests = new IdempotentRequests(connection);
        var earlier = key is null ? null : await requests.BeginAsync(
            search.Caller, key, IdempotentRequests.FingerprintOf(context.Request, json.Span), cancellationToken);
        var answer = earlier is null ? await write(connection) : earlier.IsSame ? earlier.Answer : Problems.KeyReused();
        if (answer is not WriteAnswer written)
        {
            return answer;
        }

        if (key is not null && earlier is null)
        {
            await requests.EndAsync(search.Caller, key, written, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await WritePosition.SetHeaderAsync(context.Response, connection, cancellationToken);
        return answer;
    }
}
