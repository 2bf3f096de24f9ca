using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SpreadCheetah;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>
/// A workbook, written as a stream: memory does not grow with the rows. A sheet of Excel has 1,048,576 rows, so more of them go on in
/// another sheet with a header of its own. Texts are cells of type text, which Excel never runs.
/// </summary>
internal sealed partial class XlsxBody(StreamRequest request, Stream output) : StreamBody
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>The most rows of a sheet, its header among them.</summary>
    public const int MostRows = 1_048_576;

    // Excel's numbers are doubles, and its cells hold so many letters.
    private const long MostExact = 1L << 53;
    private const int MostLetters = 32_767;
    private const string Cut = "…";

    private readonly DataCell[] _cells = new DataCell[request.Columns.Count];
    private Spreadsheet? _workbook;
    private int _sheets;

    public override string ContentType => MediaType;

    public override string Extension => "xlsx";

    public override async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        var options = new SpreadCheetahOptions { PreserveStringWhitespace = true };
        _workbook = await Spreadsheet.CreateNewAsync(output, options, cancellationToken);
        await BeginSheetAsync(_workbook, cancellationToken);
    }

    public override async ValueTask WriteAsync(ExportCursor row, CancellationToken cancellationToken)
    {
        if (_workbook!.NextRowNumber > MostRows)
        {
            await BeginSheetAsync(_workbook, cancellationToken);
        }

        for (var at = 0; at < _cells.Length; at++)
        {
            _cells[at] = request.Columns[at].Type == ColumnType.BigInt ? NumberCell(row.Number(at)) : TextCell(row.Text(at));
        }

        await _workbook.AddRowAsync(_cells, cancellationToken);
    }

    public override async ValueTask EndAsync(long rows, string? cursor, CancellationToken cancellationToken) =>
        await _workbook!.FinishAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (_workbook is { } workbook)
        {
            await workbook.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task BeginSheetAsync(Spreadsheet workbook, CancellationToken cancellationToken)
    {
        var name = request.List.Entity.Table;
        await workbook.StartWorksheetAsync(++_sheets == 1 ? name : $"{name} {_sheets}", token: cancellationToken);
        await workbook.AddHeaderRowAsync(request.Columns.Select(column => column.Name).ToList(), token: cancellationToken);
    }

    private static DataCell NumberCell(long? number) => number is > MostExact or < -MostExact
        ? new DataCell(number.Value.ToString(CultureInfo.InvariantCulture))
        : new DataCell(number);

    // An import takes an apostrophe before a formula for a mark, so one that belongs to the text is doubled.
    private static DataCell TextCell(string text) => text.Length == 0 ? default
        : text.Length > MostLetters ? new DataCell(Printable(text[..(MostLetters - Cut.Length)] + Cut))
        : new DataCell(Printable(SpreadsheetText.IsMarked(text) ? SpreadsheetText.Marked(text) : text));

    // XML has no other control characters; Excel escapes them as _x0001_, and the underscore of a text that looks like an escape.
    private static string Printable(string written) => Escape().Replace(written, "_x005F_") is var text
        && !text.AsSpan().ContainsAnyInRange('\0', '\u001F')
        ? text
        : text.Aggregate(new StringBuilder(), (cell, letter) => letter is '\t' or '\n' or '\r' or >= ' '
            ? cell.Append(letter)
            : cell.Append(CultureInfo.InvariantCulture, $"_x{(int)letter:X4}_")).ToString();

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)")]
    private static partial Regex Escape();
}
