using System.Globalization;
using Vql.Core.Filters;

namespace Vql.Api.Requests;

/// <summary>Reads how long a page is, and which it is where that is told by a number.</summary>
internal static class PageReader
{
    private const string Limit = "limit";
    private const string PageSize = "page_size";
    private const string Page = "page";
    /// <summary>How many rows come before.</summary>
    public const string Offset = "offset";

    /// <summary>The parameters that name a page by number; links replace them.</summary>
    public static IReadOnlyList<string> Numbers { get; } = [Page, Offset];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [Limit, PageSize, .. Numbers];

    /// <summary>Reads the parameters.</summary>
    /// <returns>The page length, and how many rows come before; null where no number was given.</returns>
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
            var given = string.Join(" and ", Numbers.Where(name => RequestReader.Last(query, name) is not null));
            faults.Add(new ParameterFault(RequestReader.Cursor, $"names a place, and so does {given}: send the cursor alone, or start without it"));
        }
        else if (page > 1 && offset > 0)
        {
            faults.Add(new ParameterFault(Page, "names a place, and so does offset: send one of them"));
        }

        return (limit, offset > 0 ? CheckOffset(offset.Value, Offset, faults) : OffsetOf(page ?? 1, limit, Page, faults));
    }

    /// <summary>How many rows come before a page; null, and a fault, for too many.</summary>
    public static int? OffsetOf(int page, int limit, string name, List<ParameterFault> faults) => CheckOffset((page - 1L) * limit, name, faults);

    /// <summary>The same number of rows; null, and a fault, for too many.</summary>
    public static int? CheckOffset(long offset, string name, List<ParameterFault> faults)
    {
        if (offset <= ListRequest.MaxOffset)
        {
            return (int)offset;
        }

        faults.Add(new ParameterFault(
            name, $"begins behind {offset} rows; numbers go to {ListRequest.MaxOffset}: leave page and offset out, and go on by the cursor that next carries"));
        return null;
    }

    /// <summary>Reads the length of a page; null where there is none.</summary>
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

        faults.Add(new ParameterFault(name, $"\"{text}\" is not a whole number from 1 to {ListRequest.MaxLimit}"));
        return null;
    }
}
