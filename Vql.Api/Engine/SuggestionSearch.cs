using Npgsql;
using Vql.Api.Answers;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Postgres;
using Vql.Api.Requests;
using Vql.Core.Aliases;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Engine;

/// <summary>Suggests values of fields, companies, and values in place of those that find nothing.</summary>
internal sealed class SuggestionSearch(
    ConnectraClient connectra, PostgresSearch postgres, PostgresReads reads, SearchExecutor executor, FallbackSearch search,
    ValueSpellings spellings, EngineOptions options, TimeProvider time, ILogger<SuggestionSearch> logger)
{
    private const string Operation = "suggest";
    private const int MaxNearValues = 3;
    private const int MaxNearWords = 3;

    private delegate Task<SearchOutcome<IReadOnlyList<FacetCount>>> Counter(VqlQuery query, CancellationToken cancellationToken);

    /// <summary>Returns the values of a field that match a typed text, in their normalized form.</summary>
    public Task<SearchAnswer<IReadOnlyList<FacetCount>>> ListValuesAsync(SuggestRequest request, CancellationToken cancellationToken) =>
        executor.ExecuteAsync(
            new SearchCall<IReadOnlyList<FacetCount>>(
                request.Entity.Entity, Operation, request.ToQuery(PrefixTolerance.None, request.Limit),
                token => ListValuesAsync(request, CounterOfSearch(request.Entity), token),
                async token => ((SearchOutcome<IReadOnlyList<FacetCount>>.Answered)await ListValuesAsync(
                    request, CounterOfPostgres(request.Entity), token)).Value,
                values => [.. values.Select(value => $"{value.Value} {value.Count}")],
                values => values.Count),
            cancellationToken);

    /// <summary>Returns the companies whose name or domain matches a typed text. Null if neither engine answered.</summary>
    public async Task<IReadOnlyList<Company>?> ListCompaniesAsync(PickerRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Exact.Limit;
        if ((await search.ListCompaniesAsync(request.Exact, cancellationToken)).Value is not { } exact)
        {
            return null;
        }

        List<Company> companies = [.. exact.Rows.Take(limit)];
        if (companies.Count < limit && request.Similar is { } more)
        {
            if ((await search.ListCompaniesAsync(more, cancellationToken)).Value is not { } similar)
            {
                return null;
            }

            companies.AddRange(similar.Rows.ExceptBy(companies.Select(company => company.Uuid), company => company.Uuid)
                .Take(limit - companies.Count));
        }

        return companies;
    }

    /// <summary>
    /// Returns the values that would find rows in place of the filters' values, from the engine that answered the request. Null if
    /// there are none, or if they are not available in time.
    /// </summary>
    public async Task<IReadOnlyList<FilterSuggestions>?> FindNearAsync(
        ListRequest request, Provenance provenance, CancellationToken cancellationToken)
    {
        if (request.Filters is not { } filters || options.SuggestionTimeout == TimeSpan.Zero)
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(options.SuggestionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var suggestions = provenance.Reason is null
                ? await FindNearAsync(request.Entity, filters, CounterOfSearch(request.Entity), either.Token)
                : await reads.ReadAsync(
                    request.Entity.Entity.ToString().ToLowerInvariant(), Operation,
                    token => FindNearAsync(request.Entity, filters, CounterOfPostgres(request.Entity), token), either.Token);
            return suggestions is { Count: > 0 } ? suggestions : null;
        }
        catch (Exception exception) when (
            exception is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.SuggestionsFailed(logger, exception.Message);
            return null;
        }
    }

    private static async Task<SearchOutcome<IReadOnlyList<FacetCount>>> ListValuesAsync(
        SuggestRequest request, Counter count, CancellationToken cancellationToken)
    {
        var outcome = await count(request.ToQuery(PrefixTolerance.None, request.Limit), cancellationToken);
        if (outcome is not SearchOutcome<IReadOnlyList<FacetCount>>.Answered(var exact)
            || exact.Count >= request.Limit || !request.Text.Tolerates(PrefixTolerance.Typos))
        {
            return outcome;
        }

        var similar = await count(request.ToQuery(PrefixTolerance.Typos, request.Limit - exact.Count), cancellationToken);
        return similar.Select(IReadOnlyList<FacetCount> (values) => [.. exact, .. values]);
    }

    private async Task<List<FilterSuggestions>> FindNearAsync(
        EntityFields entity, FilterValues filters, Counter count, CancellationToken cancellationToken)
    {
        var found = new List<FilterSuggestions>();
        foreach (var value in filters.All())
        {
            var values = await FindNearAsync(value, filters.WhereWithout(value), count, cancellationToken);
            if (values.Count > 0)
            {
                found.Add(new FilterSuggestions(
                    value.Parameter, value.Value, await spellings.TryReplaceAsync(entity, value.Label, values, cancellationToken)));
            }
        }

        return found;
    }

    // The whole value first, then the names of a similar alias, then its words, the longest ones first.
    private static async Task<IReadOnlyList<FacetCount>> FindNearAsync(
        FilterText value, VqlWhere where, Counter count, CancellationToken cancellationToken)
    {
        var text = TypedText.Of(value.Value);
        IReadOnlyList<FacetCount> values = await CountAsync(text, PrefixTolerance.Near);
        if (values.Count > 0)
        {
            return values;
        }

        foreach (var name in ValueAliases.Of(value.Label.Column)?.FindNear(value.Value) ?? [])
        {
            values = [.. values, .. (await CountAsync(TypedText.Of(name), PrefixTolerance.None)).Where(other => !values.Contains(other))];
        }

        if (text.Words.Count > 1)
        {
            foreach (var word in text.Words.Where(word => TypedText.FaultOf(word) is null).OrderByDescending(word => word.Length)
                .TakeWhile(_ => values.Count == 0).Take(MaxNearWords))
            {
                values = await CountAsync(TypedText.Of(word), PrefixTolerance.Near);
            }
        }

        return [.. values.Take(MaxNearValues)];

        async Task<IReadOnlyList<FacetCount>> CountAsync(TypedText typed, PrefixTolerance tolerance)
        {
            var facet = new VqlFacet(value.Label.Name, MaxNearValues) { Prefix = typed, Tolerance = tolerance };
            var outcome = await count(new VqlQuery { Where = where, Facets = [facet] }, cancellationToken);
            return outcome is SearchOutcome<IReadOnlyList<FacetCount>>.Answered(var counted) ? counted : [];
        }
    }

    private Counter CounterOfSearch(EntityFields entity) => async (query, token) =>
        (await connectra.CountFacetsAsync(entity, query, token)).Select(facets => facets[0].Values);

    private Counter CounterOfPostgres(EntityFields entity) => async (query, token) =>
        new SearchOutcome<IReadOnlyList<FacetCount>>.Answered((await postgres.CountFacetsAsync(entity, query, token))[0].Values);
}
