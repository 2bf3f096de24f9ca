using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using MiniExcelLibs;

namespace Vql.SyncWorker.Import.Files;

/// <summary>A sheet of an Excel workbook. Rows are streamed, and large tables of shared strings are stored on disk.</summary>
internal sealed class WorkbookSource : RowSource
{
    // A double represents every integer up to this value exactly.
    private const double MaxExactInteger = 1L << 53;

    // The first day of the date system of Excel for Mac, as a day of the other date system.
    private const int DaysTo1904 = 1462;

    private readonly FileStream _stream;
    private readonly Func<IReadOnlyList<string>, int> _score;
    private readonly string _path;
    private readonly string _sheet;
    private readonly bool _countsFrom1904;
    private readonly IEnumerator<IDictionary<string, object?>> _rows;
    private long _row;

    public WorkbookSource(string path, FileStream stream, string? sheet, Func<IReadOnlyList<string>, int> score)
    {
        (_path, _stream, _score) = (path, stream, score);
        Encoding = new FileEncoding("utf-8", 0, null).Encoding;
        _sheet = FindSheet(sheet);
        _countsFrom1904 = Guarded(CountsFrom1904);
        Header = FindHeader(score) ?? throw new InvalidInputException(
            $"{path}: none of the first {HeaderSearch} rows of the sheet '{_sheet}' is a header with columns that identify companies "
            + "or people");
        _rows = Open();
        while (_row < Header.Line)
        {
            ReadFields(_rows);
        }

        if (Header.Line > 1)
        {
            Notices.Add($"rows before row {Header.Line}, the header, were skipped");
        }
    }

    /// <inheritdoc/>
    public override SourceRow Header { get; }

    /// <inheritdoc/>
    public override string Format => $"workbook, sheet '{_sheet}', header in row {Header.Line}";

    /// <inheritdoc/>
    public override Encoding Encoding { get; }

    /// <inheritdoc/>
    public override char Delimiter => ',';

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Mark => [];

    /// <inheritdoc/>
    public override double Fraction => _stream.Length == 0 ? 1 : Math.Min(1, (double)_stream.Position / _stream.Length);

    /// <inheritdoc/>
    public override SourceRow? Read()
    {
        while (ReadFields(_rows) is { } fields)
        {
            // Cells to the right of the last one with a value are not stored.
            var columns = Header.Fields!.Length;
            string[] padded = fields.Length < columns ? [.. fields, .. Enumerable.Repeat("", columns - fields.Length)] : fields;
            if (Accept(new SourceRow(_row, padded, null)) is { } row)
            {
                return Fit(row, columns);
            }
        }

        ReportIgnored();
        return null;
    }

    /// <inheritdoc/>
    public override void CopyTo(SourceRow row, Stream target) =>
        target.Write(Encoding.GetBytes(string.Join(',', (row.Fields ?? []).Select(CsvFields.Quote)) + "\n"));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rows.Dispose();
        _stream.Dispose();
    }

    /// <inheritdoc/>
    protected override int Score(IReadOnlyList<string> fields) => _score(fields);

    private string FindSheet(string? requested)
    {
        var names = Guarded(() => MiniExcel.GetSheetNames(_stream));
        if (requested is null && names.Count > 1)
        {
            Notices.Add($"the workbook has {names.Count} sheets; '{names[0]}' was read (use --sheet to select another)");
        }

        return (requested is null
                ? names.FirstOrDefault()
                : names.Find(name => string.Equals(name, requested, StringComparison.OrdinalIgnoreCase)))
            ?? throw new InvalidInputException($"{_path} has no sheet '{requested}'. Its sheets are: {string.Join(", ", names)}");
    }

    private SourceRow? FindHeader(Func<IReadOnlyList<string>, int> score)
    {
        using var rows = Open();
        SourceRow? header = null;
        var best = 0;
        while (_row < HeaderSearch && ReadFields(rows) is { } fields)
        {
            var names = fields[..(Array.FindLastIndex(fields, text => !string.IsNullOrWhiteSpace(text)) + 1)];
            if (score(names) is var rating && rating > best)
            {
                (best, header) = (rating, new SourceRow(_row, names, null));
            }
        }

        return header;
    }

    private IEnumerator<IDictionary<string, object?>> Open()
    {
        _row = 0;
        return Guarded(() => _stream.Query(sheetName: _sheet, excelType: ExcelType.XLSX))
            .Cast<IDictionary<string, object?>>().GetEnumerator();
    }

    private string[]? ReadFields(IEnumerator<IDictionary<string, object?>> rows)
    {
        if (!Guarded(rows.MoveNext))
        {
            return null;
        }

        _row++;
        return [.. rows.Current.Values.Select(Text)];
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception)
            when (exception is InvalidDataException or XmlException or InvalidOperationException or NotSupportedException)
        {
            throw new InvalidInputException($"{_path} is not a readable Excel workbook (xlsx): {exception.Message}");
        }
    }

    // MiniExcel reads all dates in the date system that begins in 1900.
    private bool CountsFrom1904()
    {
        using var archive = new ZipArchive(_stream, ZipArchiveMode.Read, leaveOpen: true);
        using var stream = archive.GetEntry("xl/workbook.xml")?.Open();
        using var reader = stream is null ? null : XmlReader.Create(stream);
        return reader?.ReadToFollowing("workbookPr", "http://schemas.openxmlformats.org/spreadsheetml/2006/main") is true
            && reader.GetAttribute("date1904") is "1" or "true";
    }

    private string Text(object? value) => value is DateTime date && _countsFrom1904
        ? TextOf(date.AddDays(DaysTo1904))
        : TextOf(value);

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        double number when Math.Abs(number) <= MaxExactInteger && number == Math.Truncate(number) =>
            ((long)number).ToString(CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };
}
