using Microsoft.AspNetCore.Http.Extensions;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Requests;

namespace Vql.Api.Http.Lists;

/// <summary>The rows of a page, and the positions of the next and the previous page.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Rows, PagePosition? Next, PagePosition? Previous)
{
    /// <summary>Creates a page from the result of its query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="result">The result.</param>
    /// <param name="cursorOf">Returns the values of a row in the total order.</param>
    public static Page<T> Of(ListRequest request, SearchResult<T> result, Func<T, IReadOnlyList<string?>> cursorOf)
    {
        var hasMore = result.Rows.Count > request.Limit;
        var rows = result.Rows.Take(request.Limit).ToList();
        if (request.Offset is { } offset)
        {
            var next = offset + request.Limit;
            var after = !hasMore ? null
                // Beyond the maximum offset, the list continues by cursor.
                : next > ListRequest.MaxOffset ? After(rows[^1])
                : PagePosition.At(next);
            return new Page<T>(rows, after, offset > 0 ? PagePosition.At(Math.Max(offset - request.Limit, 0)) : null);
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
            rows, isBackward || hasMore ? After(rows[^1]) : null,
            (isBackward ? hasMore : request.Cursor is not null) ? PositionOf(rows[0], isBackward: true) : null);

        PagePosition After(T row) => PositionOf(row, isBackward: false);

        PagePosition PositionOf(T row, bool isBackward) =>
            PagePosition.At(new PageCursor(isBackward, cursorOf(row), PageCursor.FingerprintOf(request.Where, request.Order)));
    }
}

/// <summary>The position of a page, as a query parameter.</summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Value">The value.</param>
internal sealed record PagePosition(string Name, string Value)
{
    /// <summary>Returns the position of the page after or before a row.</summary>
    public static PagePosition At(PageCursor cursor) => new(RequestReader.Cursor, cursor.ToString());

    /// <summary>Returns the position of the page at an offset.</summary>
    public static PagePosition At(int offset) => new(PageReader.Offset, $"{offset}");

    /// <summary>Returns the URL of the request with this position.</summary>
    public string Link(HttpRequest request)
    {
        var others = request.Query.Where(
            parameter => parameter.Key != RequestReader.Cursor && !PageReader.Numbers.Contains(parameter.Key));
        var query = new QueryBuilder(others)
        {
            { Name, Value },
        };
        return PublicAddress.Link(request, query.ToQueryString());
    }
}
