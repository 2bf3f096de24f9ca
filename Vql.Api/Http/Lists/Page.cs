using Microsoft.AspNetCore.Http.Extensions;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Requests;

namespace Vql.Api.Http.Lists;

/// <summary>The rows of a page in the list's order, and the places of the pages before and after it.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Rows, PagePlace? Next, PagePlace? Previous)
{
    /// <summary>Makes a page of what was found for it.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="found">What was found.</param>
    /// <param name="cursorOf">A row's values of the total order.</param>
    public static Page<T> Of(ListRequest request, SearchResult<T> found, Func<T, IReadOnlyList<string?>> cursorOf)
    {
        var hasMore = found.Rows.Count > request.Limit;
        var rows = found.Rows.Take(request.Limit).ToList();
        if (request.Offset is { } offset)
        {
            var next = offset + request.Limit;
            var after = !hasMore ? null
                // Where numbers end, the list goes on by cursor.
                : next > ListRequest.MaxOffset ? Behind(rows[^1])
                : PagePlace.At(next);
            return new Page<T>(rows, after, offset > 0 ? PagePlace.At(Math.Max(offset - request.Limit, 0)) : null);
        }

        var isBackward = request.Cursor is { IsBackward: true };
        if (isBackward)
        {
            rows.Reverse();
        }

        if (rows.Count == 0)
        {
            return new Page<T>(rows, null, null);
        }

        return new Page<T>(
            rows, isBackward || hasMore ? Behind(rows[^1]) : null,
            (isBackward ? hasMore : request.Cursor is not null) ? Beside(rows[0], isBackward: true) : null);

        PagePlace Behind(T row) => Beside(row, isBackward: false);

        PagePlace Beside(T row, bool isBackward) =>
            PagePlace.Beside(new PageCursor(isBackward, cursorOf(row), PageCursor.FingerprintOf(request.Where, request.Order)));
    }
}

/// <summary>Where a page is, and how an address names it.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">Its value.</param>
internal sealed record PagePlace(string Name, string Value)
{
    /// <summary>The page behind or before a row.</summary>
    public static PagePlace Beside(PageCursor cursor) => new(RequestReader.Cursor, cursor.ToString());

    /// <summary>The page that begins behind so many rows.</summary>
    public static PagePlace At(int offset) => new(PageReader.Offset, $"{offset}");

    /// <summary>The request's own address with this place, everything else as it was.</summary>
    public string Link(HttpRequest request)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != RequestReader.Cursor && !PageReader.Numbers.Contains(parameter.Key)))
        {
            { Name, Value },
        };
        return UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, query.ToQueryString());
    }
}
