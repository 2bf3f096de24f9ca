using Vql.Api.Vql;
using Vql.Core.Language;

namespace Vql.Api.Fallback;

/// <summary>Gathers a page from Connectra, which gives a hundred rows at a time, by cursor.</summary>
internal static class PagedSearch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceForEach = TimeSpan.FromMilliseconds(20);

    public static async Task<VqlOutcome<IReadOnlyList<T>>> CollectAsync<T>(
        VqlQuery query, Func<VqlQuery, CancellationToken, Task<VqlOutcome<IReadOnlyList<T>>>> ask, Func<T, IReadOnlyList<string?>> cursorOf,
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
        while (time.GetElapsedTime(started) < patience)
        {
            var wanted = Math.Min(limit - rows.Count, VqlQuery.MaxLimit);
            var outcome = await ask(query with { Limit = wanted }, cancellationToken);
            if (outcome.Reason is not null)
            {
                return outcome;
            }

            rows.AddRange(outcome.Value!);
            if (outcome.Value!.Count < wanted || rows.Count == limit)
            {
                return new VqlOutcome<IReadOnlyList<T>>(rows, null);
            }

            query = query with { Cursor = cursorOf(rows[^1]) };
        }

        return new VqlOutcome<IReadOnlyList<T>>(null, FallbackReason.Timeout);
    }
}
