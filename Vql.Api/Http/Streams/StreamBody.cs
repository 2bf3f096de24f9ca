using Microsoft.AspNetCore.Http.Features;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>The body of a stream in a format.</summary>
internal abstract class StreamBody : IAsyncDisposable
{
    public abstract string ContentType { get; }

    /// <summary>The file extension.</summary>
    public abstract string Extension { get; }

    public static StreamBody Of(StreamRequest request, HttpResponse response)
    {
        switch (request.Format)
        {
            case StreamFormat.Csv:
                return new CsvBody(request, response.BodyWriter);
            case StreamFormat.Xlsx:
                // ZipArchive writes the end of an entry synchronously.
                response.HttpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                return new XlsxBody(request, response.Body);
            default:
                return new JsonLinesBody(request, response.BodyWriter);
        }
    }

    /// <summary>Writes the start of the body.</summary>
    public abstract ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes a row.</summary>
    public abstract ValueTask WriteAsync(ExportCursor row, CancellationToken cancellationToken);

    /// <summary>Writes the end of the body.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="cursor">The cursor of the last row; null if there are no rows and the stream starts at the beginning.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public abstract ValueTask EndAsync(long rows, string? cursor, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
