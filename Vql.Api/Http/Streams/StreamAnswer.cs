using System.Globalization;
using System.Threading.RateLimiting;
using Npgsql;
using Vql.Api.Requests;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Streams;

/// <summary>
/// Writes rows as they are read. Trailers contain the number of rows and the cursor of the last one. A stream that fails is
/// aborted, so that the client sees an incomplete response.
/// </summary>
internal sealed class StreamAnswer(StreamRequest request, ExportCursor rows, RateLimitLease lease, ILogger logger) : IResult
{
    /// <summary>The trailer with the number of rows.</summary>
    public const string RowsTrailer = "X-VQL-Rows";

    /// <summary>The trailer with the cursor of the last row.</summary>
    public const string CursorTrailer = "X-VQL-Cursor";

    private readonly string _filters = PageCursor.FingerprintOf(request.List.Where, request.List.Order);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var held = lease;
        await using var read = rows;
        var response = httpContext.Response;
        await using var body = StreamBody.Of(request, response);
        response.ContentType = body.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename={request.List.Entity.Table}.{body.Extension}";
        if (response.SupportsTrailers())
        {
            response.DeclareTrailer(RowsTrailer);
            response.DeclareTrailer(CursorTrailer);
        }

        if (HeadRequests.Is(httpContext))
        {
            return;
        }

        try
        {
            await WriteAsync(response, body, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException)
        {
            Log.StreamAborted(logger, request.List.Entity.Table, exception.Message);
            httpContext.Abort();
        }
    }

    private async Task WriteAsync(HttpResponse response, StreamBody body, CancellationToken cancellationToken)
    {
        await body.BeginAsync(cancellationToken);
        var count = 0L;
        var cursor = request.List.Cursor?.ToString();
        while (await rows.ReadAsync(cancellationToken))
        {
            count++;
            // The next read overwrites the position of the row.
            cursor = new PageCursor(false, rows.Place, _filters).ToString();
            await body.WriteAsync(rows, cancellationToken);
        }

        await body.EndAsync(count, cursor, cancellationToken);
        if (response.SupportsTrailers())
        {
            response.AppendTrailer(RowsTrailer, count.ToString(CultureInfo.InvariantCulture));
            response.AppendTrailer(CursorTrailer, cursor ?? "");
        }
    }
}
