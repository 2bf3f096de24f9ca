using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>One JSON object per line.</summary>
internal sealed class JsonLinesBody(StreamRequest request, PipeWriter output) : StreamBody
{
    public const string MediaType = "application/x-ndjson";

    private const int FlushThreshold = 32 * 1024;

    private readonly Utf8JsonWriter _writer =
        new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public override string ContentType => MediaType;

    public override string Extension => "jsonl";

    public override ValueTask BeginAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override async ValueTask WriteAsync(ExportCursor row, CancellationToken cancellationToken)
    {
        row.WriteJson(_writer);
        _writer.Flush();
        _writer.Reset();
        output.Write("\n"u8);
        if (output.UnflushedBytes >= FlushThreshold)
        {
            await output.FlushAsync(cancellationToken);
        }
    }

    public override async ValueTask EndAsync(long rows, string? cursor, CancellationToken cancellationToken)
    {
        if (request.HasEndLine)
        {
            Encoding.UTF8.GetBytes($"{{\"end\":true,\"rows\":{rows},\"cursor\":{(cursor is null ? "null" : $"\"{cursor}\"")}}}\n", output);
        }

        await output.FlushAsync(cancellationToken);
    }
}
