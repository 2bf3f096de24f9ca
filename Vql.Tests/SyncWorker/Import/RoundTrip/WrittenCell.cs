using System.Text.Json;
using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>A cell of a file, and the expected result of its import.</summary>
/// <param name="Written">The text in the file.</param>
/// <param name="Stored">The stored value, with a list as JSON. Null for none.</param>
/// <param name="Reading">The reading in the report. Null if the value is stored as written.</param>
/// <param name="RejectsRow">Whether the row is rejected because of the cell.</param>
internal sealed record WrittenCell(string Written, string? Stored, string? Reading = null, bool RejectsRow = false)
{
    public const string Rewritten = "rewritten";
    public const string Approximate = "approximate";
    public const string FirstOfSeveral = "first_of_several";
    public const string Rejected = "rejected";
    public const string Garbled = "garbled";

    private const string NoValue = "placeholder";

    private static readonly string[] Placeholders =
        ["N/A", "n/a", "-", "--", "NULL", "none", "(blank)", "?", "tbd", "#N/A", "#REF!", "#######", "not available", "…", "n. a."];

    /// <summary>Generates an empty cell.</summary>
    public static Gen<WrittenCell> Blank { get; } = Gen.OneOf("", "", "", " ", "   ").Select(text => new WrittenCell(text, null));

    /// <summary>Generates a placeholder, or an error value of a spreadsheet.</summary>
    public static Gen<WrittenCell> Placeholder { get; } = Gen.OneOf(Placeholders).Select(text => new WrittenCell(text, null, NoValue));

    /// <summary>Creates a value that is stored as written.</summary>
    public static WrittenCell Literal(string text) => new(text, text);

    /// <summary>Generates a value that no column accepts.</summary>
    public static Gen<WrittenCell> Unreadable(params string[] texts) =>
        Gen.OneOf(texts).Select(text => new WrittenCell(text, null, Rejected));

    /// <summary>Generates an identifying value that cannot be read.</summary>
    public static Gen<WrittenCell> Faulty(params string[] texts) =>
        Gen.OneOf(texts).Select(text => new WrittenCell(text, null, RejectsRow: true));

    /// <summary>Generates a number that represents an unknown value.</summary>
    public static Gen<WrittenCell> Unknown(params string[] texts) => Gen.OneOf(texts).Select(text => new WrittenCell(text, null, NoValue));

    /// <summary>Returns a list as JSON.</summary>
    public static string Json(IEnumerable<string> elements) => JsonSerializer.Serialize(elements);

    /// <summary>Generates mostly values, some with surrounding blanks, and some empty cells and placeholders.</summary>
    public static Gen<WrittenCell> WithBlanks(Gen<WrittenCell> values) => Gen.Frequency(
        (10, values), (2, Padded(values)), (3, Blank), (1, Placeholder));

    private static Gen<WrittenCell> Padded(Gen<WrittenCell> values) =>
        Gen.Select(values, Gen.OneOf(" ", "  "), (cell, blanks) => cell with { Written = $"{blanks}{cell.Written} " });
}
