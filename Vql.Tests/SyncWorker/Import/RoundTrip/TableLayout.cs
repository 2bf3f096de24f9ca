using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using SpreadCheetah;
using Vql.SyncWorker.Import.Files;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>A table as a file: its bytes, the first line of each row, and a description.</summary>
internal sealed record WrittenFile(byte[] Bytes, IReadOnlyList<long> Lines, string Description);

/// <summary>The layout of a table in a file.</summary>
internal sealed record TableLayout(
    bool IsWorkbook, char Delimiter, string Encoding, bool HasMark, string LineEnd, string Preamble, string Footer, bool QuotesAll,
    string Blanks, bool EndsLine)
{
    private const int MaxExactDigits = 15;
    private const string Western = "windows-1252";

    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t|\"\r\n");

    /// <summary>Generates layouts.</summary>
    public static Gen<TableLayout> Any { get; } =
        from isWorkbook in Gen.Frequency((5, false), (1, true))
        from delimiter in Gen.OneOf(',', ',', ';', '\t', '|')
        from encoding in Gen.OneOf("utf-8", "utf-8", "utf-16", "utf-16BE", Western, Western)
        from hasMark in Gen.Bool
        from lineEnd in Gen.OneOf("\n", "\r\n", "\r")
        from preamble in Gen.OneOf("", "", "", "sep", "Report of May\n", "Leads; confidential\n\n",
            "\"Exported by Bob,\nfor Ann\"\nContacts, 2024\n")
        from footer in Gen.OneOf("", "", "\n", "Total of all rows: 12\n", "empty", "\u001A")
        from quotesAll in Gen.Bool
        from blanks in Gen.OneOf("", "", " ")
        from endsLine in Gen.Bool
        select new TableLayout(isWorkbook, delimiter, encoding, hasMark, lineEnd, preamble, footer, quotesAll, blanks, endsLine);

    /// <summary>Writes a table.</summary>
    public async Task<WrittenFile> WriteAsync(WrittenTable table, CancellationToken cancellationToken) =>
        IsWorkbook ? await WriteWorkbookAsync(table, cancellationToken) : WriteText(table);

    private WrittenFile WriteText(WrittenTable table)
    {
        var text = new StringBuilder(Preamble == "sep" ? $"sep={Delimiter}\n" : Preamble);
        var line = 1L + text.ToString().Count(letter => letter == '\n');
        var lines = new List<long>();
        text.Append(Line(table.Headers));
        line += table.Headers.Sum(LineBreaks);
        foreach (var row in table.Rows)
        {
            lines.Add(++line);
            var written = Line(row, table.Headers.Count);
            line += LineBreaks(written);
            text.Append('\n').Append(written);
        }

        var footer = Footer == "empty" ? new string(Delimiter, table.Headers.Count - 1) : Footer;
        text.Append(EndsLine || footer.Length > 0 ? "\n" : "").Append(footer);
        var name = Encoding == Western && !table.IsWestern ? "utf-8" : Encoding;
        var encoding = new FileEncoding(name, 0, null).Encoding;
        byte[] mark = HasMark ? encoding.GetPreamble() : [];
        // Line breaks within cells are those of the file, because the same program writes both.
        var content = text.ToString().ReplaceLineEndings(LineEnd);
        return new WrittenFile(
            [.. mark, .. encoding.GetBytes(content)], lines, $"{name}{(mark.Length > 0 ? " with a byte order mark" : "")}\n{text}");
    }

    private string Line(WrittenRow row, int columns) => row.Damage switch
    {
        Damage.TooLong => Line(Enumerable.Repeat("x", columns + 1)),
        Damage.TooShort => Line(Enumerable.Repeat("x", columns - 1)),
        Damage.Quote => $"\"x\"y{string.Concat(Enumerable.Repeat($"{Delimiter}x", columns - 1))}",
        Damage.Empty => new string(Delimiter, columns - 1),
        _ => Line(row.Cells.Select(cell => cell.Written)),
    };

    private string Line(IEnumerable<string> fields) => string.Join(Delimiter, fields.Select(Quote));

    private string Quote(string field) => QuotesAll || field.AsSpan().ContainsAny(Special)
        ? $"{Blanks}\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"{Blanks}" : field;

    private static int LineBreaks(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(letter => letter is '\n');

    // Numbers are numeric cells, as Excel creates them for typed numbers.
    private async Task<WrittenFile> WriteWorkbookAsync(WrittenTable table, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        var options = new SpreadCheetahOptions { PreserveStringWhitespace = true };
        await using (var workbook = await Spreadsheet.CreateNewAsync(stream, options, cancellationToken))
        {
            await workbook.StartWorksheetAsync("Leads", token: cancellationToken);
            foreach (var line in Preamble is "" or "sep" ? [] : Preamble.Split('\n')[..1])
            {
                await workbook.AddRowAsync([new DataCell(line)], cancellationToken);
            }

            await workbook.AddRowAsync([.. table.Headers.Select(header => new DataCell(header))], cancellationToken);
            foreach (var row in table.Rows)
            {
                await workbook.AddRowAsync([.. row.Cells.Select(cell => Cell(cell.Written))], cancellationToken);
            }

            await workbook.FinishAsync(cancellationToken);
        }

        var first = Preamble is "" or "sep" ? 2 : 3;
        var cells = table.Rows.Select(row => row.Cells.Select(cell => cell.Written)).Prepend(table.Headers);
        return new WrittenFile(
            stream.ToArray(), [.. table.Rows.Select((_, at) => (long)first + at)], $"workbook\n{string.Join('\n', cells.Select(Line))}");
    }

    private static DataCell Cell(string text) => text.Length == 0 ? default
        : text.Length <= MaxExactDigits && text[0] != '0' && text.All(char.IsAsciiDigit)
            ? new DataCell(long.Parse(text, CultureInfo.InvariantCulture))
        : new DataCell(text.Replace("_x", "_x005F_x", StringComparison.Ordinal));
}
