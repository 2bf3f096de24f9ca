using System.Text.Json;
using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>A cell as a person writes it, and what that person expects of the import.</summary>
/// <param name="Written">The text in the file.</param>
/// <param name="Stored">The stored value, a list as JSON; null for none.</param>
/// <param name="Reading">How the report counts the value; null when it is taken as it stands.</param>
/// <param name="RejectsRow">Whether the row is rejected because of it.</param>
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

    /// <summary>An empty cell.</summary>
    public static Gen<WrittenCell> Blank { get; } = Gen.OneOf("", "", "", " ", "   ").Select(text => new WrittenCell(text, null));

    /// <summary>A word or an error of a spreadsheet in place of a value.</summary>
    public static Gen<WrittenCell> Placeholder { get; } = Gen.OneOf(Placeholders).Select(text => new WrittenCell(text, null, NoValue));

    /// <summary>A value that is taken as it stands.</summary>
    public static WrittenCell Literal(string text) => new(text, text);

    /// <summary>A value that no column takes.</summary>
    public static Gen<WrittenCell> Unreadable(params string[] texts) =>
        Gen.OneOf(texts).Select(text => new WrittenCell(text, null, Rejected));

    /// <summary>A value by which its row is identified and which cannot be read.</summary>
    public static Gen<WrittenCell> Faulty(params string[] texts) =>
        Gen.OneOf(texts).Select(text => new WrittenCell(text, null, RejectsRow: true));

    /// <summary>A number that stands for an unknown one.</summary>
    public static Gen<WrittenCell> Unknown(params string[] texts) => Gen.OneOf(texts).Select(text => new WrittenCell(text, null, NoValue));

    /// <summary>A list as the database holds it.</summary>
    public static string Json(IEnumerable<string> elements) => JsonSerializer.Serialize(elements);

    /// <summary>Mostly values, some of them between blanks; else nothing.</summary>
    public static Gen<WrittenCell> Usually(Gen<WrittenCell> values) => Gen.Frequency(
        (10, values), (2, Padded(values)), (3, Blank), (1, Placeholder));

    private static Gen<WrittenCell> Padded(Gen<WrittenCell> values) =>
        Gen.Select(values, Gen.OneOf(" ", "  "), (cell, blanks) => cell with { Written = $"{blanks}{cell.Written} " });
}
