using System.Diagnostics;
using System.Globalization;
using System.Threading.RateLimiting;
using Vql.Api.Answers;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Hedging;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Postgres;
using Vql.Api.Engine.Shadow;
using Vql.Api.Requests;
using Vql.Api.Telemetry;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.ServiceDefaults.Telemetry;
using Vql.Storage.Postgres;

namespace Vql.Api.Engine;

/// <summary>Has a question answered: by Connectra when it can, else by PostgreSQL, with the same query.</summary>
internal sealed class FallbackSearch(
    ConnectraClient search, PostgresSearch tables, SearchContext terms, Routing routing, HedgingPolicy hedging, FallbackConcurrencyLimiter gate, PostgresReads reads,
    IndexPosition index, ShadowRunner shadow, TimeProvider time, ILogger<FallbackSearch> logger)
{
    /// <summary>The contacts of a page and the one behind it.</summary>
    public Task<SearchAnswer<SearchResult<Contact>>> ListContactsAsync(ListRequest request, CancellationToken cancellationToken) =>
        ListAsync(request, search.ListContactsAsync, tables.ListContactsAsync, row => row.Uuid, row => row.Cursor!, cancellationToken);

    /// <summary>The companies of a page and the one behind it.</summary>
    public Task<SearchAnswer<SearchResult<Company>>> ListCompaniesAsync(ListRequest request, CancellationToken cancellationToken) =>
        ListAsync(request, search.ListCompaniesAsync, tables.ListCompaniesAsync, row => row.Uuid, row => row.Cursor!, cancellationToken);

    /// <summary>How many rows the filters leave.</summary>
    public Task<SearchAnswer<CountResponse>> CountAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var query = new VqlQuery { Where = request.Where };
        return AnswerAsync(
            new SearchCall<CountResponse>(
                request.Entity.Entity, "count", query,
                async token =>
                {
                    var outcome = await search.CountAsync(request.Entity, query, token);
                    return new VqlOutcome<CountResponse>(new CountResponse(outcome.Value), outcome.Reason, outcome.Cause);
                },
                async token => new CountResponse(await tables.CountAsync(request.Entity, query, token)),
                answer => [answer.Count.ToString(CultureInfo.InvariantCulture)], answer => answer.Count),
            cancellationToken);
    }

    /// <summary>The uuids of the rows that the filters leave, newest first.</summary>
    /// <param name="entity">Whose.</param>
    /// <param name="where">The filters.</param>
    /// <param name="offset">How many to leave out first; the search knows no such thing.</param>
    /// <param name="limit">At most so many, up to <see cref="ListRequest.MaxLimit"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<SearchAnswer<IReadOnlyList<string>>> ListUuidsAsync(
        EntityFields entity, VqlWhere where, int offset, int limit, CancellationToken cancellationToken)
    {
        var query = new VqlQuery { Where = where, OrderBy = VqlOrder.Total([]), SelectColumns = ["uuid"], Limit = limit };
        return AnswerAsync(
            new SearchCall<IReadOnlyList<string>>(
                entity.Entity, "uuids", query,
                token => offset == 0
                    ? search.ListUuidsAsync(entity, query, token)
                    : Task.FromResult(new VqlOutcome<IReadOnlyList<string>>(null, FallbackReason.Unsupported)),
                token => tables.ListUuidsAsync(entity, query, offset, token), uuids => uuids, uuids => uuids.Count),
            cancellationToken);
    }

    /// <summary>How many rows have each value of fields, the most frequent values first.</summary>
    public Task<SearchAnswer<IReadOnlyList<FacetCounts>>> CountFacetsAsync(FacetRequest request, CancellationToken cancellationToken)
    {
        var queries = request.ToQueries();
        return AnswerAsync(
            new SearchCall<IReadOnlyList<FacetCounts>>(
                request.Entity.Entity, "facets", queries[0],
                async token =>
                {
                    var counts = new List<FacetCounts>();
                    foreach (var query in queries)
                    {
                        var outcome = await search.CountFacetsAsync(request.Entity, query, token);
                        if (outcome.Reason is not null)
                        {
                            return outcome;
                        }

                        counts.AddRange(outcome.Value!);
                    }

                    return new VqlOutcome<IReadOnlyList<FacetCounts>>(counts, null);
                },
                async token =>
                {
                    var counts = new List<FacetCounts>();
                    foreach (var query in queries)
                    {
                        counts.AddRange(await tables.CountFacetsAsync(request.Entity, query, token));
                    }

                    return counts;
                },
                counts => [.. counts.SelectMany(facet => facet.Values.Select(value => $"{facet.Field} {value.Value} {value.Count}"))],
                counts => counts.Sum(facet => facet.Values.Count)),
            cancellationToken);
    }

    /// <summary>Has any question answered that both engines can answer.</summary>
    public async Task<SearchAnswer<T>> AnswerAsync<T>(SearchCall<T> call, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var asOf = index.Progress?.At;
        var reason = await routing.ReasonAgainstSearchAsync(terms, cancellationToken);
        var outcome = reason is null ? await RaceAsync(call, cancellationToken) : new VqlOutcome<T>(default, reason);
        ApiTelemetry.DescribeServerSpan(outcome.Reason);
        var (value, answered) = outcome.Reason is null
            ? (outcome.Value, RequestOutcome.Ok)
            : await FallBackAsync(call, outcome, cancellationToken);
        if (value is not null && shadow.Samples(outcome.Reason))
        {
            shadow.Enqueue(call.ToComparison(value, outcome.Reason is null));
        }

        ApiTelemetry.RecordRequest(
            call.Subject, outcome.Reason is null ? TelemetrySource.Vql : TelemetrySource.Postgres, answered, time.GetElapsedTime(started),
            value is null ? null : call.SizeOf(value));
        var provenance = new Provenance(outcome.Reason, asOf, time.GetElapsedTime(started));
        terms.SetProvenance(provenance);
        return new SearchAnswer<T>(value, provenance);
    }

    // The trace is an error only when PostgreSQL has no answer either.
    private async Task<(T? Value, RequestOutcome Outcome)> FallBackAsync<T>(
        SearchCall<T> call, VqlOutcome<T> outcome, CancellationToken cancellationToken)
        where T : class
    {
        var reason = outcome.Reason!;
        ApiTelemetry.RecordFallback(call.Subject, reason);
        using var span = ApiTelemetry.StartFallback(call.Subject, reason, outcome.Cause);
        if (outcome.Value is { } raced)
        {
            return (raced, RequestOutcome.Fallback);
        }

        var lease = await gate.EnterAsync(cancellationToken);
        var failure = lease is null ? RequestOutcome.Shed : RequestOutcome.Failed;
        if (await ReadPostgresAsync(call, lease, cancellationToken) is { } read)
        {
            return (read, RequestOutcome.Fallback);
        }

        span?.SetStatus(ActivityStatusCode.Error);
        return (null, failure);
    }

    private Task<SearchAnswer<SearchResult<T>>> ListAsync<T>(
        ListRequest request, Func<VqlQuery, CancellationToken, Task<VqlOutcome<SearchResult<T>>>> ask,
        Func<VqlQuery, int, CancellationToken, Task<IReadOnlyList<T>>> read, Func<T, string> uuidOf, Func<T, IReadOnlyList<string?>> cursorOf,
        CancellationToken cancellationToken)
    {
        var query = request.ToQuery() with { Limit = request.Limit + 1 };
        var offset = request.Offset ?? 0;
        return AnswerAsync(
            new SearchCall<SearchResult<T>>(
                request.Entity.Entity, "list", query, token => PagedSearch.CollectAsync(query, offset, ask, cursorOf, time, token),
                async token => new SearchResult<T>(
                    await read(query, offset, token), request.Total ? RowTotal.Exactly(await tables.CountAsync(request.Entity, query, token)) : null),
                found => [.. found.Rows.Select(uuidOf), $"{found.Total}"], found => Math.Min(found.Rows.Count, request.Limit)),
            cancellationToken);
    }

    // Whoever answers first. An outcome with a value and a reason is PostgreSQL's.
    private async Task<VqlOutcome<T>> RaceAsync<T>(SearchCall<T> call, CancellationToken cancellationToken)
        where T : class
    {
        hedging.RefillBudget();
        var asking = AskAsync(call, cancellationToken);
        if (await EndsInAsync(asking, hedging.DelayFor(call.Operation), cancellationToken) || !hedging.TryConsumeBudget() || gate.TryEnter() is not { } lease)
        {
            return await asking;
        }

        // The search is not called off when it loses: the circuit breaker must learn how it ends.
        using var needed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadHedgedAsync(call, lease, needed.Token);
        if (await Task.WhenAny(asking, reading) == reading && await reading is { } rows)
        {
            ApiTelemetry.RecordHedge(call.Subject, TelemetrySource.Postgres);
            return asking.IsCompletedSuccessfully && (await asking).Reason is null ? await asking : new VqlOutcome<T>(rows, FallbackReason.Hedged);
        }

        ApiTelemetry.RecordHedge(call.Subject, TelemetrySource.Vql);
        var outcome = await asking;
        if (outcome.Reason is null)
        {
            await needed.CancelAsync();
            return outcome;
        }

        return new VqlOutcome<T>(await reading, outcome.Reason, outcome.Cause);
    }

    private async Task<bool> EndsInAsync(Task task, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(task, Task.Delay(patience, time, ended.Token));
        await ended.CancelAsync();
        return first == task;
    }

    private async Task<VqlOutcome<T>> AskAsync<T>(SearchCall<T> call, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var outcome = await call.Ask(cancellationToken);
        var took = time.GetElapsedTime(started);
        ApiTelemetry.RecordAttempt(call.Subject, TelemetrySource.Vql, outcome.Reason ?? ApiTelemetry.Ok, took);
        if (outcome.Reason is { } reason)
        {
            // An open circuit says so when it opens; a line for each request would be the outage's second load. And
            // what is not the search's to answer is nobody's fault.
            if (reason is not (FallbackReason.CircuitOpen or FallbackReason.Unsupported))
            {
                Log.FallingBack(logger, call.EntityName, call.Operation, reason);
            }

            return new VqlOutcome<T>(default, reason, outcome.Cause);
        }

        hedging.RecordLatency(call.Operation, took);

        // Somebody may have begun to fill the index anew while it answered.
        return index.IsBehind ? new VqlOutcome<T>(default, FallbackReason.IndexBehind) : outcome;
    }

    private async Task<T?> ReadHedgedAsync<T>(SearchCall<T> call, RateLimitLease lease, CancellationToken cancellationToken)
        where T : class
    {
        using var span = ApiTelemetry.StartHedge(call.Subject);
        return await ReadPostgresAsync(call, lease, cancellationToken);
    }

    private Task<T?> ReadPostgresAsync<T>(SearchCall<T> call, RateLimitLease? lease, CancellationToken cancellationToken)
        where T : class => reads.ReadAsync(call.EntityName, call.Operation, call.Read, lease, cancellationToken);
}
