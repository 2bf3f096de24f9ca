using System.Diagnostics;
using Npgsql;
using Vql.Api.Parameters;
using Vql.Api.Vql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.ServiceDefaults;
using Vql.Storage.Postgres;

namespace Vql.Api.Fallback;

/// <summary>Decides who answers: Connectra when it can, else PostgreSQL, with the same query.</summary>
internal sealed class FallbackSearch(
    VqlClient search, PostgresSearch tables, ConnectraOptions options, TimeProvider time, ILogger<FallbackSearch> logger)
{
    private static readonly TimeSpan TablesDeadline = TimeSpan.FromSeconds(15);

    /// <summary>The contacts of a page and the one behind it.</summary>
    public Task<Answer<IReadOnlyList<Contact>>> ListContactsAsync(ListRequest request, CancellationToken cancellationToken) =>
        AnswerAsync("contact", "list",
            token => CollectAsync(request, search.ListContactsAsync, row => row.Cursor!, token),
            token => tables.ListContactsAsync(request.ToQuery() with { Limit = request.Limit + 1 }, token), cancellationToken);

    /// <summary>The companies of a page and the one behind it.</summary>
    public Task<Answer<IReadOnlyList<Company>>> ListCompaniesAsync(ListRequest request, CancellationToken cancellationToken) =>
        AnswerAsync("company", "list",
            token => CollectAsync(request, search.ListCompaniesAsync, row => row.Cursor!, token),
            token => tables.ListCompaniesAsync(request.ToQuery() with { Limit = request.Limit + 1 }, token), cancellationToken);

    /// <summary>How many rows the filters leave, as text.</summary>
    public Task<Answer<CountResponse>> CountAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var query = new VqlQuery { Where = request.Where };
        return AnswerAsync(request.Entity.Entity == Entity.Contact ? "contact" : "company", "count",
            async token =>
            {
                var outcome = await search.CountAsync(request.Entity, query, token);
                return new VqlOutcome<CountResponse>(new CountResponse(outcome.Value), outcome.Reason);
            },
            async token => new CountResponse(await tables.CountAsync(request.Entity, query, token)), cancellationToken);
    }

    private async Task<Answer<T>> AnswerAsync<T>(
        string entity, string operation, Func<CancellationToken, Task<VqlOutcome<T>>> ask, Func<CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
        where T : class
    {
        var reason = FallbackReason.Disabled;
        if (options.Enabled)
        {
            var started = time.GetTimestamp();
            var outcome = await ask(cancellationToken);
            VqlTelemetry.RecordQuery(entity, operation, "vql", outcome.Reason ?? "ok", time.GetElapsedTime(started));
            if (outcome.Reason is null)
            {
                return new Answer<T>(outcome.Value, null);
            }

            reason = outcome.Reason;
            Log.FallingBack(logger, entity, operation, reason);
        }

        VqlTelemetry.RecordFallback(entity, operation, reason);
        Activity.Current?.SetTag("vql.fallback", reason);
        return new Answer<T>(await ReadTablesAsync(entity, operation, read, cancellationToken), reason);
    }

    private async Task<T?> ReadTablesAsync<T>(
        string entity, string operation, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(TablesDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var rows = await read(either.Token);
            VqlTelemetry.RecordQuery(entity, operation, "postgres", "ok", time.GetElapsedTime(started));
            return rows;
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            VqlTelemetry.RecordQuery(entity, operation, "postgres", "failed", time.GetElapsedTime(started));
            Log.TablesFailed(logger, entity, operation, exception);
            return null;
        }
    }

    // Connectra gives at most 100 rows at a time: a longer page is gathered by cursor.
    private static async Task<VqlOutcome<IReadOnlyList<T>>> CollectAsync<T>(
        ListRequest request, Func<VqlQuery, CancellationToken, Task<VqlOutcome<IReadOnlyList<T>>>> ask, Func<T, IReadOnlyList<string?>> cursorOf,
        CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var query = request.ToQuery();
        while (true)
        {
            var wanted = Math.Min(request.Limit + 1 - rows.Count, VqlQuery.MaxLimit);
            var outcome = await ask(query with { Limit = wanted }, cancellationToken);
            if (outcome.Reason is not null)
            {
                return outcome;
            }

            rows.AddRange(outcome.Value!);
            if (outcome.Value!.Count < wanted || rows.Count > request.Limit)
            {
                return new VqlOutcome<IReadOnlyList<T>>(rows, null);
            }

            query = query with { Cursor = cursorOf(rows[^1]) };
        }
    }
}

/// <summary>The answer to a count.</summary>
internal sealed record CountResponse(long Count);
