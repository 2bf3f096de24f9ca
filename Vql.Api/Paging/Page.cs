using Microsoft.AspNetCore.Http.Extensions;
using Vql.Api.Parameters;

namespace Vql.Api.Paging;

/// <summary>The rows of a page in the list's order, and the places before and after them.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Rows, PageCursor? Next, PageCursor? Previous)
{
    /// <summary>Makes a page of what was found for it.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="found">The rows in the order they were walked, one more than the page holds where there are more.</param>
    /// <param name="cursorOf">A row's values of the total order.</param>
    public static Page<T> Of(ListRequest request, IReadOnlyList<T> found, Func<T, IReadOnlyList<string?>> cursorOf)
    {
        var hasMore = found.Count > request.Limit;
        var rows = found.Take(request.Limit).ToList();
        var isBackward = request.Cursor is { IsBackward: true };
        if (isBackward)
        {
            rows.Reverse();
        }

        if (rows.Count == 0)
        {
            return new Page<T>(rows, null, null);
        }

        var filters = PageCursor.FingerprintOf(request.Where, request.Order);
        var next = isBackward || hasMore ? new PageCursor(false, cursorOf(rows[^1]), filters) : null;
        var previous = isBackward ? hasMore : request.Cursor is not null;
        return new Page<T>(rows, next, previous ? new PageCursor(true, cursorOf(rows[0]), filters) : null);
    }

    /// <summary>The request's own address with another cursor, everything else as it was.</summary>
    public static string? Link(HttpRequest request, PageCursor? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "cursor")) { { "cursor", cursor.ToString() } };
        return UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, query.ToQueryString());
    }
}
