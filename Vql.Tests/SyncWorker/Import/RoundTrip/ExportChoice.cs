using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>How rows are exported.</summary>
/// <param name="IsWorkbook">Whether into a workbook; else into CSV.</param>
/// <param name="HasMark">Whether CSV begins with a byte order mark.</param>
/// <param name="HasEndLine">Whether CSV ends with a line that counts the rows.</param>
/// <param name="ContactsFirst">Whether contacts are imported before the companies that they name.</param>
/// <param name="Chosen">Which columns are exported.</param>
internal sealed record ExportChoice(bool IsWorkbook, bool HasMark, bool HasEndLine, bool ContactsFirst, int Chosen)
{
    // Without these, nothing tells whose rows an export holds, and a missing domain is taken from the website.
    private static readonly string[] Needed = ["uuid", "first_name", "employees_count", "normalized_domain"];

    /// <summary>Any choice.</summary>
    public static Gen<ExportChoice> Any { get; } =
        from isWorkbook in Gen.Frequency((2, false), (1, true))
        from hasMark in Gen.Bool
        from hasEndLine in Gen.Bool
        from contactsFirst in Gen.Bool
        from all in Gen.Bool
        from chosen in Gen.Int[0, int.MaxValue]
        select new ExportChoice(isWorkbook, hasMark, hasEndLine, contactsFirst, all ? -1 : chosen);

    /// <summary>The extension of the file.</summary>
    public string Extension => IsWorkbook ? "xlsx" : "csv";

    /// <summary>The parameters of the request.</summary>
    public string Parameters => IsWorkbook
        ? "format=xlsx" : $"format=csv&bom={(HasMark ? "true" : "false")}&end={(HasEndLine ? "line" : "trailer")}";

    /// <summary>The columns that are exported.</summary>
    public string[] Select(string[] columns) => [.. columns.Where((column, at) => (Chosen & (1 << at)) != 0 || Needed.Contains(column))];
}
