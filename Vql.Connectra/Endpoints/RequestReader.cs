using Vql.Connectra.Answers;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Buffers;

namespace Vql.Connectra.Endpoints;

/// <summary>Reads requests: the query in the body and the timeout in the header.</summary>
internal static class RequestReader
{
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Reads a request. Writes the error response if the request is invalid.</summary>
    /// <returns>The query and the timeout, or null if the request is invalid.</returns>
    public static async Task<(VqlQuery Query, TimeSpan Deadline)?> ReadAsync(HttpContext context, EntityFields entity)
    {
        using var body = new Utf8Buffer();
        await body.ReadFromAsync(context.Request.Body, context.RequestAborted);
        var reading = VqlReader.Read(body.Written, entity);
        var (deadline, fault) = Deadline.Read(context.Request, MaxDeadline);
        if (reading.Query is { } query && fault is null)
        {
            return (query, deadline);
        }

        await Errors.InvalidAsync(context, fault is null ? reading.Faults : [.. reading.Faults, fault]);
        return null;
    }
}
