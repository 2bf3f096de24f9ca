using Vql.Api.Answers;
using Vql.Api.Engine.Outcomes;
using Vql.Core.Language;

namespace Vql.Api.Engine.Connectra;

/// <summary>Gathers a page from Connectra, which gives a hundred rows at a time, by cursor.</summary>
internal static class PagedSearch
{
    // Deeper, Connectra names no page by number.
    private const int DeepestOffset = VqlQuery.MaxPage * VqlQuery.MaxLimit;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceForEach = TimeSpan.FromMilliseconds(20);

    /// <summary>Gathers as many rows as the query wants.</summary>
    /// <param name="query">The query; its limit may be any.</param>
    /// <param name="offset">How many rows to leave out first.</param>
    /// <param name="ask">Asks Connectra.</param>
    /// <param name="cursorOf">A row's place.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<VqlOutcome<SearchResult<T>>> CollectAsync<T>(
        VqlQuery query, int offset, Func<VqlQuery, CancellationToken, Task<VqlOutcome<SearchResult<T>>>> ask, Func<T, IReadOnlyList<string?>> cursorOf,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (offset == 0)
        {
            return await CollectAsync(query, ask, cursorOf, time, cancellationToken);
        }

        if (offset > DeepestOffset)
        {
            return new VqlOutcome<SearchResult<T>>(null, FallbackReason.Unsupported);
        }

        var (length, page) = PageThatHolds(offset);
        var before = await ask(
            query with { Page = page, Limit = length, SelectColumns = [VqlOrder.Tiebreaker], Company = CompanyConfig.None }, cancellationToken);
        if (before.Value is not { } found)
        {
            return before;
        }

        var last = offset - ((page - 1) * length) - 1;
        if (last >= found.Rows.Count)
        {
            return new VqlOutcome<SearchResult<T>>(new SearchResult<T>([], found.Total), null);
        }

        var rows = await CollectAsync(query with { Cursor = cursorOf(found.Rows[last]), Total = false }, ask, cursorOf, time, cancellationToken);
        return rows.Value is { } read ? new VqlOutcome<SearchResult<T>>(read with { Total = found.Total }, null) : rows;
    }

    // The shortest page that ends with or right behind the row before which the list is cut.
    private static (int Length, int Page) PageThatHolds(int offset)
    {
        var length = (offset + VqlQuery.MaxPage - 1) / VqlQuery.MaxPage;
        return (length, (offset + length - 1) / length);
    }

    private static async Task<VqlOutcome<SearchResult<T>>> CollectAsync<T>(
        VqlQuery query, Func<VqlQuery, CancellationToken, Task<VqlOutcome<SearchResult<T>>>> ask, Func<T, IReadOnlyList<string?>> cursorOf,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var limit = query.Limit;
        if (limit <= VqlQuery.MaxLimit)
        {
            return await ask(query, cancellationToken);
        }

        var started = time.GetTimestamp();
        var patience = Patience + (PatienceForEach * (limit / VqlQuery.MaxLimit));
        var rows = new List<T>(limit);
        RowTotal? total = null;
        while (time.GetElapsedTime(started) < patience)
        {
            var wanted = Math.Min(limit - rows.Count, VqlQuery.MaxLimit);
            var outcome = await ask(query with { Limit = wanted }, cancellationToken);
            if (outcome.Value is not { } found)
            {
                return outcome;
            }

            rows.AddRange(found.Rows);
            total ??= found.Total;
            if (found.Rows.Count < wanted || rows.Count == limit)
            {
                return new VqlOutcome<SearchResult<T>>(new SearchResult<T>(rows, total), null);
            }

            query = query with { Cursor = cursorOf(rows[^1]), Total = false };
        }

        return new VqlOutcome<SearchResult<T>>(null, FallbackReason.Timeout);
    }
}
