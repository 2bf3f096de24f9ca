using Vql.Api.Answers;
using Vql.Api.Engine.Outcomes;
using Vql.Core.Language;

namespace Vql.Api.Engine.Connectra;

/// <summary>Collects a page from Connectra, which returns up to 100 rows per request.</summary>
/// <param name="timeout">The timeout of a page of one request. Each further request adds 20 ms.</param>
/// <param name="time">The clock.</param>
internal sealed class PagedSearch(TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan TimeoutPerRequest = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns up to as many rows as the limit of the query.</summary>
    /// <param name="query">The query, with any limit.</param>
    /// <param name="offset">The number of rows to skip.</param>
    /// <param name="search">Sends a query to Connectra.</param>
    /// <param name="cursorOf">Returns the cursor of a row.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public async Task<SearchOutcome<SearchResult<T>>> CollectAsync<T>(
        VqlQuery query, int offset, Func<VqlQuery, CancellationToken, Task<SearchOutcome<SearchResult<T>>>> search,
        Func<T, IReadOnlyList<string?>> cursorOf, CancellationToken cancellationToken)
    {
        if (offset == 0)
        {
            return await CollectAsync(query, search, cursorOf, cancellationToken);
        }

        if (ConnectraReasons.OfOffset(offset) is { } reason)
        {
            return new SearchOutcome<SearchResult<T>>.NotAnswered(reason);
        }

        var (size, page) = PageContaining(offset);
        var previous = await search(
            query with { Page = page, Limit = size, SelectColumns = [VqlOrder.Tiebreaker], Company = CompanyConfig.None },
            cancellationToken);
        if (previous is not SearchOutcome<SearchResult<T>>.Answered(var found))
        {
            return previous;
        }

        var last = offset - ((page - 1) * size) - 1;
        if (last >= found.Rows.Count)
        {
            return new SearchOutcome<SearchResult<T>>.Answered(new SearchResult<T>([], found.Total));
        }

        var rows = await CollectAsync(
            query with { Cursor = cursorOf(found.Rows[last]), Total = false }, search, cursorOf, cancellationToken);
        return rows.Select(result => result with { Total = found.Total });
    }

    // The shortest page that contains the row before the offset and ends with it or soon after it.
    private static (int Size, int Page) PageContaining(int offset)
    {
        var size = (offset + VqlQuery.MaxPage - 1) / VqlQuery.MaxPage;
        return (size, (offset + size - 1) / size);
    }

    private async Task<SearchOutcome<SearchResult<T>>> CollectAsync<T>(
        VqlQuery query, Func<VqlQuery, CancellationToken, Task<SearchOutcome<SearchResult<T>>>> search,
        Func<T, IReadOnlyList<string?>> cursorOf, CancellationToken cancellationToken)
    {
        var limit = query.Limit;
        if (limit <= VqlQuery.MaxLimit)
        {
            return await search(query, cancellationToken);
        }

        var started = time.GetTimestamp();
        var available = timeout + (TimeoutPerRequest * (limit / VqlQuery.MaxLimit));
        var rows = new List<T>(limit);
        RowTotal? total = null;
        while (time.GetElapsedTime(started) < available)
        {
            var wanted = Math.Min(limit - rows.Count, VqlQuery.MaxLimit);
            var outcome = await search(query with { Limit = wanted }, cancellationToken);
            if (outcome is not SearchOutcome<SearchResult<T>>.Answered(var found))
            {
                return outcome;
            }

            rows.AddRange(found.Rows);
            total ??= found.Total;
            if (found.Rows.Count < wanted || rows.Count == limit)
            {
                return new SearchOutcome<SearchResult<T>>.Answered(new SearchResult<T>(rows, total));
            }

            query = query with { Cursor = cursorOf(rows[^1]), Total = false };
        }

        return new SearchOutcome<SearchResult<T>>.NotAnswered(FallbackReason.Timeout);
    }
}
