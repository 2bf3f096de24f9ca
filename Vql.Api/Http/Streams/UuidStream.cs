using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.RateLimiting;
using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>Writes UUIDs as they are read, followed by their number. A stream that fails is aborted.</summary>
internal sealed class UuidStream(ExportCursor rows, int offset, long? limit, RateLimitLease lease, string table, ILogger logger) : IResult
{
    private const int FlushThreshold = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var held = lease;
        await using var read = rows;
        RequestTimeoutOptions.Disable(httpContext);
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        if (HeadRequests.Is(httpContext))
        {
            return;
        }

        try
        {
            await WriteAsync(httpContext.Response.BodyWriter, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException)
        {
            Log.StreamAborted(logger, table, exception.Message);
            httpContext.Abort();
        }
    }

    private async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteStartArray("uuids"u8);
        var (skipped, count) = (0, 0L);
        while (count != limit && await rows.ReadAsync(cancellationToken))
        {
            if (skipped < offset)
            {
                skipped++;
                continue;
            }

            count++;
            writer.WriteStringValue(rows.Text(0));
            if (writer.BytesPending + output.UnflushedBytes >= FlushThreshold)
            {
                writer.Flush();
                await output.FlushAsync(cancellationToken);
            }
        }

        writer.WriteEndArray();
        writer.WriteNumber("count"u8, count);
        writer.WriteEndObject();
        writer.Flush();
        await output.FlushAsync(cancellationToken);
    }
}
