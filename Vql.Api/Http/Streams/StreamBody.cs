using Microsoft.AspNetCore.Http.Features;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>The body of a stream in one of its formats.</summary>
internal abstract class StreamBody : IAsyncDisposable
{
    public abstract string ContentType { get; }

    /// <summary>The extension of the file's name.</summary>
    public abstract string Extension { get; }

    public static StreamBody Of(StreamRequest request, HttpResponse response)
    {
        switch (request.Format)
        {
            case StreamFormat.Csv:
                return new CsvBody(request, response.BodyWriter);
            case StreamFormat.Xlsx:
                // Closing an entry of a ZIP archive writes its last few kilobytes synchronously.
                response.HttpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                return new XlsxBody(request, response.Body);
            default:
                return new JsonLinesBody(request, response.BodyWriter);
        }
    }

    /// <summary>Writes what comes before the rows.</summary>
    public abstract ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes the current row.</summary>
    public abstract ValueTask WriteAsync(ExportCursor row, CancellationToken cancellationToken);

    /// <summary>Writes what comes after the rows.</summary>
    /// <param name="rows">How many there were.</param>
    /// <param name="cursor">The place of the last one; null when there was none and the stream began at the beginning.</param>
    /// <param name="cancellationToken">Stops.</param>
    public abstract ValueTask EndAsync(long rows, string? cursor, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
