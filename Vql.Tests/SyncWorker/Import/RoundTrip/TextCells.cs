using System.Text;
using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>Generates cells with names, addresses, labels and lists, including symbols, accents and blanks.</summary>
internal static class TextCells
{
    private static readonly string[] Starts =
        ["Acme", "Müller", "Café", "Noël", "São", "Zürich", "Peña", "Straße", "Ångström", "Crème", "O'Neil", "D’Arcy", "Yahoo!", "C++",
        "R&D", "3M", "eBay", "A/S"];

    private static readonly string[] Wide =
        ["東京", "Łódź", "Ελλάδα", "Привет", "한국어", "שלום", "Ｂｅｒｌｉｎ", "ﬁnance", "İzmir", "𠮷野家", "Škoda", "ąę", "मुंबई", "x²"];

    private static readonly string[] Continuations =
    [
        "& Sons", "(Holding)", "Ltd.", "–", "\"Best\"", "5\" pipes", "x; y", "a, b", "p|q", "co-op", "E=mc²", "100+", ".NET", "#1",
        "@home", "=1", "'n",
        "it's", "50%", "C:\\dir", "1,200", "<b>", "€uro", "·", "—", "[x]", "{y}", "N/A",
    ];

    // Each text is stored unchanged, except for the apostrophe that exports add.
    private static readonly (string Written, string Stored)[] Formulas =
    [
        ("=SUM(A1)", "=SUM(A1)"), ("'=SUM(A1)", "=SUM(A1)"), ("''=x", "'=x"), ("-Inc", "-Inc"), ("@home", "@home"),
        ("+1 Agency", "+1 Agency"),
        ("'quoted'", "'quoted'"), ("'n Beetje", "'n Beetje"), ("\"quoted\"", "\"quoted\""), ("_x0041_", "_x0041_"), ("1e5", "1e5"),
        ("0012", "0012"),
        ("true", "true"), ("12.50", "12.50"),
    ];

    private static readonly string[] Elements =
    [
        "java", "c++", "c#", ".net", "r&d", "node.js", "at&t", "saas", "café", "oil, gas", "b2b; b2c", "a|b", "5\" pipes", "\"best\" of",
        "f#", "-x", "+a",
        "=b", "@c", "[x]", "it's", "e-commerce", "ai / ml", "3d", "'=d", "[\"y\"]",
    ];

    private static readonly string[] WideElements = ["東京", "łódź", "привет", "한국어", "ｗｉｄｅ"];

    private static readonly Gen<string> Blanks = Gen.OneOf("  ", "\n", "\t", "\u00A0", " \n ");

    /// <summary>Generates texts that are stored with their case.</summary>
    public static Gen<WrittenCell> Of(CellContext context) => WrittenCell.WithBlanks(Gen.Frequency(
        (12, Words(context).SelectMany(words => Spelled(words, context))),
        (2, Gen.OneOf(Formulas).Select(text => new WrittenCell(text.Written, text.Stored))),
        (1, context.IsWestern ? Gen.Const(WrittenCell.Literal("Plain")) : Gen.OneOf("MÃ¼ller", "Itâ€™s", "CafÃ© Nord").Select(text =>
            new WrittenCell(text, text, WrittenCell.Garbled)))));

    /// <summary>Generates the name that identifies a company.</summary>
    public static Gen<WrittenCell> CompanyName(CellContext context)
    {
        var number = context.Company!.Value;
        string[] words = [First(context, number), Starts[number * 7 % Starts.Length], $"{number}"];
        var name = string.Join(' ', words);
        return Gen.Frequency((4, Spelled(words, context)), (1, Gen.Const(new WrittenCell($" {name} ", name))));
    }

    /// <summary>Generates labels, which are stored in lower case.</summary>
    public static Gen<WrittenCell> Label(params string[] labels) => WrittenCell.WithBlanks(
        from label in Gen.OneOf(labels)
        from cased in Gen.OneOf(label, label.ToUpperInvariant(), label.ToLowerInvariant())
        from blanks in Gen.Frequency((4, Gen.Const(" ")), (1, Blanks))
        let written = cased.Replace(" ", blanks, StringComparison.Ordinal)
        select new WrittenCell(written, label.ToLowerInvariant(), written == cased ? null : WrittenCell.Rewritten));

    /// <summary>
    /// Generates a part of a person's name, which is stored in lower case. <c>NULL</c> in capitals would be a
    /// placeholder.
    /// </summary>
    public static Gen<WrittenCell> Name(string name, CellContext context) =>
        from cased in Gen.OneOf(name, name.Length > 4 ? name.ToUpperInvariant() : name)
        from blank in Gen.OneOf("", "", "", " ")
        from form in Gen.Int[0, 5]
        let written = form == 0 && !context.IsWestern ? cased.Normalize(NormalizationForm.FormD) : cased
        select new WrittenCell($"{blank}{written}{blank}", name.ToLowerInvariant(), written == cased ? null : WrittenCell.Rewritten);

    /// <summary>Generates first and last name in one cell. The stored names are separated by a bar.</summary>
    public static Gen<WrittenCell> FullName(string first, string last) =>
        Gen.OneOf($"{first} {last}", $"{last}, {first}", $"{first}  {last}", $" {last},{first}", $"{first}\u00A0{last}").Select(written =>
            new WrittenCell(written, $"{first.ToLowerInvariant()}|{last.ToLowerInvariant()}", WrittenCell.Rewritten));

    /// <summary>Generates lists of labels.</summary>
    public static Gen<WrittenCell> List(CellContext context)
    {
        var all = context.IsWestern ? Elements : [.. Elements, .. WideElements];
        return WrittenCell.WithBlanks(
            from elements in Gen.Shuffle(all, 1, 5)
            from separator in Gen.OneOf(", ", ",", "; ", ";", " | ", "|", "\n")
            from form in Gen.Int[0, 9]
            select Listed(elements, separator, form));
    }

    private static WrittenCell Listed(string[] elements, string separator, int form)
    {
        var stored = WrittenCell.Json(elements);
        var written = elements.Select(element => Quoted(form == 1 ? element.ToUpperInvariant() : element)).ToList();
        return form switch
        {
            2 => new WrittenCell(WrittenCell.Json(elements.Select(Escaped)), stored),
            3 => new WrittenCell(Joined([.. written, written[0]]), stored, WrittenCell.Rewritten),
            4 => new WrittenCell(Joined([.. written, "n/a"]), stored, WrittenCell.Rewritten),
            5 when separator != "\n" => new WrittenCell(Joined([.. written, ""]), stored),
            _ => new WrittenCell(Joined(written), stored),
        };

        string Joined(IEnumerable<string> texts) => Escaped(string.Join(separator, texts));
    }

    // Exports add an apostrophe before a formula, in a cell and in each element of a list. A literal apostrophe is
    // doubled.
    private static string Escaped(string text) => text.TrimStart('\'').StartsWith('=') && text[0] == '\'' ? $"'{text}" : text;

    private static string Quoted(string element) =>
        Escaped(element) is var text && (text.AsSpan().IndexOfAny(",;|") >= 0 || text[0] is '"' or '[')
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string First(CellContext context, int number) =>
        !context.IsWestern && number % 2 == 1 ? Wide[number % Wide.Length] : Starts[number % Starts.Length];

    private static Gen<string[]> Words(CellContext context) =>
        Gen.Select(
            Gen.OneOf(context.IsWestern ? Starts : [.. Starts, .. Wide]),
            Gen.OneOf([.. Starts, .. Continuations, .. context.IsWestern ? [] : Wide]).Array[0, 3],
            (first, rest) => (string[])[first, .. rest]);

    // Returns the text unchanged, or with the blanks, invisible characters and accents of other programs.
    private static Gen<WrittenCell> Spelled(string[] words, CellContext context) => Gen.Select(Gen.Int[0, 9], Blanks, (form, blanks) =>
    {
        var text = string.Join(' ', words);
        var written = form switch
        {
            0 => string.Join(blanks, words),
            1 => text.Insert(text.IndexOf(words[^1], StringComparison.Ordinal), "\u00AD"),
            2 when !context.IsWestern => text.Normalize(NormalizationForm.FormD),
            3 when !context.IsWestern => $"\u200B{text}\uFEFF",
            _ => text,
        };
        return new WrittenCell(written, text, written == text ? null : WrittenCell.Rewritten);
    });
}
