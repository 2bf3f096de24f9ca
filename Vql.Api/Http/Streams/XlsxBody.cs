using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SpreadCheetah;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>
/// A workbook, written as a stream with constant memory. A sheet has at most 1,048,576 rows; further rows are in another sheet with
/// its own header. Texts are cells of type text, which Excel does not evaluate.
/// </summary>
internal sealed partial class XlsxBody(StreamRequest request, Stream output) : StreamBody
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>The maximum number of rows of a sheet, including its header.</summary>
    public const int MaxRows = 1_048_576;

    // Numbers in Excel are doubles, and the length of cells is limited.
    private const long MaxExactInteger = 1L << 53;
    private const int MaxCellLength = 32_767;
    private const string Ellipsis = "…";

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
        if (_workbook!.NextRowNumber > MaxRows)
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

    private static DataCell NumberCell(long? number) => number is > MaxExactInteger or < -MaxExactInteger
        ? new DataCell(number.Value.ToString(CultureInfo.InvariantCulture))
        : new DataCell(number);

    // An import removes an apostrophe before a formula, so an apostrophe of the text itself is doubled.
    private static DataCell TextCell(string text) => text.Length == 0 ? default
        : text.Length > MaxCellLength ? new DataCell(Printable(text[..(MaxCellLength - Ellipsis.Length)] + Ellipsis))
        : new DataCell(Printable(SpreadsheetText.IsEscaped(text) ? SpreadsheetText.Escape(text) : text));

    // Excel escapes control characters that XML does not allow as _x0001_, and the underscore of a text that looks like an escape.
    private static string Printable(string written) => Escape().Replace(written, "_x005F_") is var text
        && !text.AsSpan().ContainsAnyInRange('\0', '\u001F')
        ? text
        : text.Aggregate(new StringBuilder(), (cell, letter) => letter is '\t' or '\n' or '\r' or >= ' '
            ? cell.Append(letter)
            : cell.Append(CultureInfo.InvariantCulture, $"_x{(int)letter:X4}_")).ToString();

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)")]
    private static partial Regex Escape();
}
