using Npgsql;
using Vql.Api.Answers;
using Vql.Api.Requests;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>Creates, updates, upserts and deletes single rows, each in its own transaction.</summary>
internal sealed class RowWrites(WriteTransactions transactions)
{
    /// <summary>The column with the UUID of a contact's company.</summary>
    public const string CompanyColumn = "company_id";

    /// <summary>The maximum number of UUIDs in the response for an ambiguous key.</summary>
    public const int MaxCandidates = 20;

    /// <summary>Creates a row, or returns the earlier response for the same <c>Idempotency-Key</c>.</summary>
    public async Task<IResult> CreateAsync(HttpContext context, WrittenEntity entity, CancellationToken cancellationToken)
    {
        var json = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var body = RowBody.Read(json, entity.Fields);
        var faults = body.Faults.ToList();
        var key = WriteTransactions.ReadKey(context.Request, faults);
        return faults.Count > 0 ? Problems.Of(faults) : await transactions.ExecuteAsync(context, key, json, async connection =>
        {
            var rows = new SingleRows(connection);
            return await CheckCompanyAsync(rows, body, cancellationToken) is { } fault
                ? Problems.Of([fault])
                : await InsertAsync(context, entity, rows, body, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>
    /// Creates a row, or updates the members in the body of the row with the same email address, LinkedIn URL or domain.
    /// </summary>
    public async Task<IResult> UpsertAsync(HttpContext context, WrittenEntity entity, CancellationToken cancellationToken)
    {
        var json = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var faults = new List<ParameterFault>();
        var key = WriteTransactions.ReadKey(context.Request, faults);
        var body = MatchedRow.Read(json, entity.Fields, faults);
        return body is null || faults.Count > 0
            ? Problems.Of(faults)
            : await transactions.ExecuteAsync(
                context, key, json, connection => UpsertAsync(context, entity, connection, body, cancellationToken), cancellationToken);
    }

    /// <summary>Updates the members in the body.</summary>
    public async Task<IResult> UpdateAsync(HttpContext context, WrittenEntity entity, string uuid, CancellationToken cancellationToken)
    {
        var json = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var body = RowBody.Read(json, entity.Fields, uuid);
        var faults = body.Faults.ToList();
        if (body.Uuid is { } other && other != uuid)
        {
            faults.Add(new ParameterFault("$.uuid", "differs from the uuid in the URL and cannot be changed"));
        }

        return faults.Count > 0 ? Problems.Of(faults) : await transactions.ExecuteAsync(context, key: null, json, async connection =>
        {
            var rows = new SingleRows(connection);
            return await CheckPreconditionAsync(context, entity, rows, uuid, cancellationToken)
                ?? await UpdateAsync(entity, rows, uuid, body, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Deletes a row.</summary>
    public Task<IResult> DeleteAsync(HttpContext context, WrittenEntity entity, string uuid, CancellationToken cancellationToken) =>
        transactions.ExecuteAsync(context, key: null, default, async connection =>
        {
            var rows = new SingleRows(connection);
            if (await CheckPreconditionAsync(context, entity, rows, uuid, cancellationToken) is { } problem)
            {
                return problem;
            }

            await rows.DeleteAsync(entity.Fields, uuid, cancellationToken);
            return WriteAnswer.Deleted;
        }, cancellationToken);

    private static async Task<IResult> UpsertAsync(
        HttpContext context, WrittenEntity entity, NpgsqlConnection connection, MatchedRow body, CancellationToken cancellationToken)
    {
        var matches = new RowMatches(connection);
        await matches.LockAsync([WriteLocks.Of(entity.Fields, body.Key)], cancellationToken);
        var found = (await matches.FindAsync(entity.Fields, [body.Key], MaxCandidates, cancellationToken))[0].ToList();
        if (found.Count > 1)
        {
            return Problems.Ambiguous(entity.Name, body.Member.Name, found);
        }

        var rows = new SingleRows(connection);
        var uuid = found is [var only] ? only : null;
        var current = uuid is null
            ? null
            : await entity.ReadAsync(rows, uuid, StatusCodes.Status200OK, locked: true, cancellationToken);
        if (!EntityTag.SatisfiesIfMatch(context.Request, current?.Tag))
        {
            return current is null ? Problems.NoneToMatch(entity.Name) : Problems.Modified(context, entity.Name, current.Tag);
        }

        if (!EntityTag.AllowsWrite(context.Request, current?.Tag))
        {
            return Problems.Excluded(context, entity.Name, current!.Tag);
        }

        if (current is null)
        {
            return await CheckCompanyAsync(rows, body.Row, cancellationToken) is { } fault
                ? Problems.Of([fault])
                : await InsertAsync(context, entity, rows, body.Row, cancellationToken);
        }

        return body.Row.Uuid is { } other && other != uuid
            ? Problems.Of([new ParameterFault(body.Row.PathOf("uuid"), $"differs from the uuid of the matched row, {uuid}")])
            : await UpdateAsync(entity, rows, uuid!, body.Row, cancellationToken);
    }

    private static async Task<IResult> InsertAsync(
        HttpContext context, WrittenEntity entity, SingleRows rows, RowBody body, CancellationToken cancellationToken)
    {
        var uuid = body.Uuid ?? Guid.NewGuid().ToString("N");
        if (!await rows.InsertAsync(entity.Fields, uuid, body.Values, cancellationToken))
        {
            return Problems.Exists(entity.Name);
        }

        var created = (await entity.ReadAsync(rows, uuid, StatusCodes.Status201Created, locked: false, cancellationToken))!;
        return created with { Location = $"{context.Request.PathBase}/api/v1/{entity.Fields.Table}/{uuid}/" };
    }

    private static async Task<IResult> UpdateAsync(
        WrittenEntity entity, SingleRows rows, string uuid, RowBody body, CancellationToken cancellationToken)
    {
        if (await CheckCompanyAsync(rows, body, cancellationToken) is { } fault)
        {
            return Problems.Of([fault]);
        }

        await rows.UpdateAsync(entity.Fields, uuid, body.Values, cancellationToken);
        return (await entity.ReadAsync(rows, uuid, StatusCodes.Status200OK, locked: false, cancellationToken))!;
    }

    private static async Task<IResult?> CheckPreconditionAsync(
        HttpContext context, WrittenEntity entity, SingleRows rows, string uuid, CancellationToken cancellationToken)
    {
        if (await entity.ReadAsync(rows, uuid, StatusCodes.Status200OK, locked: true, cancellationToken) is not { } current)
        {
            return Problems.NotFound(entity.Name);
        }

        return !EntityTag.SatisfiesIfMatch(context.Request, current.Tag) ? Problems.Modified(context, entity.Name, current.Tag)
            : !EntityTag.AllowsWrite(context.Request, current.Tag) ? Problems.Excluded(context, entity.Name, current.Tag)
            : null;
    }

    private static async Task<ParameterFault?> CheckCompanyAsync(SingleRows rows, RowBody body, CancellationToken cancellationToken) =>
        body.Text(CompanyColumn) is { } company && await rows.ReadCompanyAsync(company, locked: false, cancellationToken) is null
            ? new ParameterFault(body.PathOf(CompanyColumn), "does not exist")
            : null;
}
