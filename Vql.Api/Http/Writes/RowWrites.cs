using Npgsql;
using Vql.Api.Answers;
using Vql.Api.Engine;
using Vql.Api.Engine.Freshness;
using Vql.Api.Requests;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>Creates, updates and deletes single rows, each in its own transaction.</summary>
internal sealed class RowWrites(NpgsqlDataSource source, SearchContext search)
{
    private const string CompanyColumn = "company_id";

    /// <summary>Creates a row, or returns the earlier response for the same <c>Idempotency-Key</c>.</summary>
    public async Task<IResult> CreateAsync(HttpContext context, WrittenEntity entity, CancellationToken cancellationToken)
    {
        var json = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var body = RowBody.Read(json, entity.Fields);
        var faults = body.Faults.ToList();
        var key = ReadKey(context.Request, faults);
        if (faults.Count > 0)
        {
            return Problems.Of(faults);
        }

        var uuid = body.Uuid ?? Guid.NewGuid().ToString("N");
        return await InTransactionAsync(context, async (connection, rows) =>
        {
            var requests = new IdempotentRequests(connection);
            if (key is not null
                && await requests.BeginAsync(
                    search.Caller, key, IdempotentRequests.FingerprintOf(context.Request, json), cancellationToken) is { } earlier)
            {
                return earlier.IsSame ? earlier.Answer : Problems.KeyReused();
            }

            if (await CheckCompanyAsync(rows, body, cancellationToken) is { } fault)
            {
                return Problems.Of([fault]);
            }

            if (!await rows.InsertAsync(entity.Fields, uuid, body.Values, cancellationToken))
            {
                return Problems.Exists(entity.Name);
            }

            var created = (await entity.ReadAsync(rows, uuid, StatusCodes.Status201Created, locked: false, cancellationToken))!;
            var answer = created with { Location = $"{context.Request.PathBase}/api/v1/{entity.Fields.Table}/{uuid}/" };
            if (key is not null)
            {
                await requests.EndAsync(search.Caller, key, answer, cancellationToken);
            }

            return answer;
        }, cancellationToken);
    }

    /// <summary>Updates the members in the body.</summary>
    public async Task<IResult> UpdateAsync(HttpContext context, WrittenEntity entity, string uuid, CancellationToken cancellationToken)
    {
        var body = RowBody.Read(await RequestBody.ReadAsync(context.Request, cancellationToken), entity.Fields, uuid);
        var faults = body.Faults.ToList();
        if (body.Uuid is { } other && other != uuid)
        {
            faults.Add(new ParameterFault("$.uuid", "differs from the uuid in the URL and cannot be changed"));
        }

        return faults.Count > 0 ? Problems.Of(faults) : await InTransactionAsync(context, async (_, rows) =>
        {
            if (await CheckPreconditionAsync(context, entity, rows, uuid, cancellationToken) is { } problem)
            {
                return problem;
            }

            if (await CheckCompanyAsync(rows, body, cancellationToken) is { } fault)
            {
                return Problems.Of([fault]);
            }

            await rows.UpdateAsync(entity.Fields, uuid, body.Values, cancellationToken);
            return (await entity.ReadAsync(rows, uuid, StatusCodes.Status200OK, locked: false, cancellationToken))!;
        }, cancellationToken);
    }

    /// <summary>Deletes a row.</summary>
    public Task<IResult> DeleteAsync(HttpContext context, WrittenEntity entity, string uuid, CancellationToken cancellationToken) =>
        InTransactionAsync(context, async (_, rows) =>
        {
            if (await CheckPreconditionAsync(context, entity, rows, uuid, cancellationToken) is { } problem)
            {
                return problem;
            }

            await rows.DeleteAsync(entity.Fields, uuid, cancellationToken);
            return WriteAnswer.Deleted;
        }, cancellationToken);

    // Commits only successful writes.
    private async Task<IResult> InTransactionAsync(
        HttpContext context, Func<NpgsqlConnection, SingleRows, Task<IResult>> write, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            // Must precede the rows: a batch of the worker does not wait for the end of the transaction.
            await TraceMark.WriteAsync(connection, cancellationToken);
            var answer = await write(connection, new SingleRows(connection));
            if (answer is not WriteAnswer)
            {
                return answer;
            }

            await transaction.CommitAsync(cancellationToken);
            await WritePosition.SetHeaderAsync(context.Response, connection, cancellationToken);
            return answer;
        }
    }

    private static async Task<IResult?> CheckPreconditionAsync(
        HttpContext context, WrittenEntity entity, SingleRows rows, string uuid, CancellationToken cancellationToken)
    {
        if (await entity.ReadAsync(rows, uuid, StatusCodes.Status200OK, locked: true, cancellationToken) is not { } current)
        {
            return Problems.NotFound(entity.Name);
        }

        return EntityTag.SatisfiesIfMatch(context.Request, current.Tag) ? null : Problems.Modified(context, entity.Name, current.Tag);
    }

    private static async Task<ParameterFault?> CheckCompanyAsync(SingleRows rows, RowBody body, CancellationToken cancellationToken) =>
        body.Text(CompanyColumn) is { } company && await rows.ReadCompanyAsync(company, locked: false, cancellationToken) is null
            ? new ParameterFault($"$.{CompanyColumn}", "does not exist")
            : null;

    private static string? ReadKey(HttpRequest request, List<ParameterFault> faults)
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
}
