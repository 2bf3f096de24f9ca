using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Vql.Api.Http.Writes;

/// <summary>
/// Stores the responses to requests with an <c>Idempotency-Key</c> for a day, in the transaction of the write. A second request with
/// the same key waits for the first one, and replaces it if it fails.
/// </summary>
internal sealed class IdempotentRequests(NpgsqlConnection connection)
{
    /// <summary>The header with the key.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The maximum length of a key.</summary>
    public const int MaxKeyLength = 255;

    private const string Lifetime = "interval '24 hours'";

    /// <summary>Returns the fingerprint of a request.</summary>
    public static byte[] FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.Path.Value?.TrimEnd('/')}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>Starts a request, or returns the earlier one with the same key.</summary>
    /// <returns>The earlier request; null if the request must be executed.</returns>
    public async Task<EarlierRequest?> BeginAsync(string caller, string key, byte[] fingerprint, CancellationToken cancellationToken)
    {
        await using (var begin = new NpgsqlCommand(
            $"""
            with outdated as (
                select caller, key from idempotent_requests where created_at < now() - {Lifetime} limit 100 for update skip locked)
            delete from idempotent_requests r using outdated o where r.caller = o.caller and r.key = o.key
            """, connection))
        {
            await begin.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var insert = Command(
            $"""
            insert into idempotent_requests (caller, key, fingerprint) values ($1, $2, $3)
            on conflict (caller, key) do update set fingerprint = excluded.fingerprint, created_at = now(), status = null
            where idempotent_requests.created_at < now() - {Lifetime}
            """, caller, key, fingerprint))
        {
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 1)
            {
                return null;
            }
        }

        await using var find = Command(
            "select fingerprint = $3, status, body, location, tag from idempotent_requests where caller = $1 and key = $2",
            caller, key, fingerprint);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new EarlierRequest(
            reader.GetBoolean(0),
            new WriteAnswer(reader.GetInt32(1), reader.GetFieldValue<byte[]>(2), reader.GetString(4))
            {
                Location = await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3),
            });
    }

    /// <summary>Stores the response.</summary>
    public async Task EndAsync(string caller, string key, WriteAnswer answer, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "update idempotent_requests set status = $3, body = $4, location = $5, tag = $6 where caller = $1 and key = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = answer.Status });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = answer.Body });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = answer.Location });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = answer.Tag });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, string caller, string key, byte[] fingerprint)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = fingerprint, NpgsqlDbType = NpgsqlDbType.Bytea });
        return command;
    }
}

/// <summary>An earlier request with the same key.</summary>
/// <param name="IsSame">Whether it was the same request.</param>
/// <param name="Answer">The response.</param>
internal sealed record EarlierRequest(bool IsSame, WriteAnswer Answer);
