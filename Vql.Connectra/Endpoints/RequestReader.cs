using System.Globalization;
using Vql.Connectra.Answers;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Buffers;

namespace Vql.Connectra.Endpoints;

/// <summary>Reads what is asked: the query in the body, and how long the answer may take.</summary>
internal static class RequestReader
{
    /// <summary>The header that shortens the deadline, seconds: who gives up sooner says so, and nobody works in vain.</summary>
    public const string DeadlineHeader = "X-Request-Timeout";

    private static readonly TimeSpan LongestDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Reads the request; what is wrong with it is answered here.</summary>
    /// <returns>The query and its deadline; null when the request was refused.</returns>
    public static async Task<(VqlQuery Query, TimeSpan Deadline)?> ReadAsync(HttpContext context, EntityFields entity)
    {
        using var body = new Utf8Buffer();
        await body.ReadFromAsync(context.Request.Body, context.RequestAborted);
        var reading = VqlReader.Read(body.Written, entity);
        var (deadline, fault) = ReadDeadline(context.Request.Headers[DeadlineHeader].ToString());
        if (reading.Query is { } query && fault is null)
        {
            return (query, deadline);
        }

        await Errors.InvalidAsync(context, fault is null ? reading.Faults : [.. reading.Faults, fault]);
        return null;
    }

    private static (TimeSpan Time, VqlFault? Fault) ReadDeadline(string text)
    {
        if (text.Length == 0)
        {
            return (LongestDeadline, null);
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? (TimeSpan.FromSeconds(Math.Min(seconds, LongestDeadline.TotalSeconds)), null)
            : (default, new VqlFault(DeadlineHeader, $"must be a number of seconds above 0, not \"{text}\""));
    }
}
