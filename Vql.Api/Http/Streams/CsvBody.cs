using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>Comma-separated values (RFC 4180) with a header.</summary>
internal sealed class CsvBody(StreamRequest request, PipeWriter output) : StreamBody
{
    public const string MediaType = "text/csv";

    private const int FlushThreshold = 32 * 1024;

    public override string ContentType => $"{MediaType}; charset=utf-8";

    public override string Extension => "csv";

    public override ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (request.HasBom)
        {
            output.Write(Encoding.UTF8.Preamble);
        }

        WriteLine(request.Columns.Select(column => column.Name));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask WriteAsync(ExportCursor row, CancellationToken cancellationToken)
    {
        WriteLine(request.Columns.Select((column, at) => Cell(column, row.Text(at))));
        if (output.UnflushedBytes >= FlushThreshold)
        {
            await output.FlushAsync(cancellationToken);
        }
    }

    public override async ValueTask EndAsync(long rows, string? cursor, CancellationToken cancellationToken)
    {
        if (request.HasEndLine)
        {
            Encoding.UTF8.GetBytes($"# end rows={rows} cursor={cursor}\r\n", output);
        }

        await output.FlushAsync(cancellationToken);
    }

    // Numbers and timestamps are never formulas.
    private string Cell(Column column, string text) =>
        request.IsSafe && column.Type is (ColumnType.Text or ColumnType.TextArray) ? SpreadsheetText.Escape(text) : text;

    private void WriteLine(IEnumerable<string> values)
    {
        Encoding.UTF8.GetBytes(string.Join(',', values.Select(Quoted)), output);
        output.Write("\r\n"u8);
    }

    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny("\",\r\n#") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
