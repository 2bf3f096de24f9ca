using System.Globalization;
using Vql.Core.Filters;

namespace Vql.Api.Requests;

/// <summary>Reads the page size, and the position of pages by number.</summary>
internal static class PageReader
{
    /// <summary>The parameter with the page size.</summary>
    public const string Limit = "limit";

    private const string PageSize = "page_size";
    private const string Page = "page";

    /// <summary>The parameter with the number of rows before the page.</summary>
    public const string Offset = "offset";

    /// <summary>The parameters of pages by number, which links replace.</summary>
    public static IReadOnlyList<string> Numbers { get; } = [Page, Offset];

    /// <summary>All parameters of pages.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [Limit, PageSize, .. Numbers];

    /// <summary>Reads the parameters.</summary>
    /// <returns>The page size, and the offset; null for pages by cursor.</returns>
    public static (int Limit, int? Offset) Read(IQueryCollection query, List<ParameterFault> faults)
    {
        var limit = ReadLimit(query, Limit, faults) ?? ReadLimit(query, PageSize, faults) ?? ListRequest.DefaultLimit;
        var page = RequestReader.ReadNumber(query, Page, 1, faults);
        var offset = RequestReader.ReadNumber(query, Offset, 0, faults);
        if (page is null && offset is null)
        {
            return (limit, null);
        }

        if (RequestReader.Last(query, RequestReader.Cursor) is not null)
        {
            var numbers = string.Join(" and ", Numbers.Where(name => RequestReader.Last(query, name) is not null));
            faults.Add(new ParameterFault(RequestReader.Cursor, $"cannot be combined with {numbers}"));
        }
        else if (page > 1 && offset > 0)
        {
            faults.Add(new ParameterFault(Page, "cannot be combined with offset"));
        }

        return (limit, offset > 0 ? CheckOffset(offset.Value, Offset, faults) : OffsetOf(page ?? 1, limit, Page, faults));
    }

    /// <summary>Returns the offset of a page; null, and an error, beyond the maximum.</summary>
    public static int? OffsetOf(int page, int limit, string name, List<ParameterFault> faults) =>
        CheckOffset((page - 1L) * limit, name, faults);

    /// <summary>Returns an offset; null, and an error, beyond the maximum.</summary>
    public static int? CheckOffset(long offset, string name, List<ParameterFault> faults)
    {
        if (offset <= ListRequest.MaxOffset)
        {
            return (int)offset;
        }

        faults.Add(new ParameterFault(
            name,
            $"starts after {offset} rows, but the maximum is {ListRequest.MaxOffset}: omit page and offset, and use the cursor in next"));
        return null;
    }

    /// <summary>Reads a page size; null if absent.</summary>
    public static int? ReadLimit(IQueryCollection query, string name, List<ParameterFault> faults)
    {
        if (RequestReader.Last(query, name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= ListRequest.MaxLimit)
        {
            return limit;
        }

        faults.Add(new ParameterFault(name, $"must be a whole number between 1 and {ListRequest.MaxLimit}, not \"{text}\""));
        return null;
    }
}
