using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>The options of an export.</summary>
/// <param name="IsWorkbook">Whether the format is a workbook instead of CSV.</param>
/// <param name="HasMark">Whether the CSV file begins with a byte order mark.</param>
/// <param name="HasEndLine">Whether the CSV file ends with a line that contains the number of rows.</param>
/// <param name="ContactsFirst">Whether contacts are imported before their companies.</param>
/// <param name="Selected">The bit mask of the exported columns.</param>
internal sealed record ExportChoice(bool IsWorkbook, bool HasMark, bool HasEndLine, bool ContactsFirst, int Selected)
{
    // Without these columns, an export does not identify its entity, and a missing domain is derived from the website.
    private static readonly string[] Required = ["uuid", "first_name", "employees_count", "normalized_domain"];

    /// <summary>Generates options.</summary>
    public static Gen<ExportChoice> Any { get; } =
        from isWorkbook in Gen.Frequency((2, false), (1, true))
        from hasMark in Gen.Bool
        from hasEndLine in Gen.Bool
        from contactsFirst in Gen.Bool
        from all in Gen.Bool
        from selected in Gen.Int[0, int.MaxValue]
        select new ExportChoice(isWorkbook, hasMark, hasEndLine, contactsFirst, all ? -1 : selected);

    /// <summary>The extension of the file.</summary>
    public string Extension => IsWorkbook ? "xlsx" : "csv";

    /// <summary>The parameters of the request.</summary>
    public string Parameters => IsWorkbook
        ? "format=xlsx" : $"format=csv&bom={(HasMark ? "true" : "false")}&end={(HasEndLine ? "line" : "trailer")}";

    /// <summary>The columns that are exported.</summary>
    public string[] Select(string[] columns) =>
        [.. columns.Where((column, at) => (Selected & (1 << at)) != 0 || Required.Contains(column))];
}
