using System.Globalization;
using Microsoft.Extensions.Primitives;
using NpgsqlTypes;
using Vql.Core.Filters;

namespace Vql.Api.Requests;

/// <summary>The required freshness of an answer.</summary>
/// <param name="Position">The WAL position of a write that the answer must contain; null for none.</param>
/// <param name="MustBeCurrent">Whether the answer must contain all writes so far.</param>
/// <param name="Wait">The maximum time to wait for the index; zero for none.</param>
internal sealed record FreshnessRequirement(NpgsqlLogSequenceNumber? Position, bool MustBeCurrent, TimeSpan Wait)
{
    /// <summary>The header with the position of a write, in responses to writes and in requests.</summary>
    public const string PositionHeader = "X-VQL-Position";

    /// <summary>The parameter <c>consistency</c>.</summary>
    public const string ConsistencyParameter = "consistency";
    /// <summary>The parameter <c>wait</c>.</summary>
    public const string WaitParameter = "wait";

    /// <summary>The maximum of <c>wait</c>.</summary>
    public static TimeSpan MaxWait { get; } = TimeSpan.FromSeconds(10);

    /// <summary>No requirement.</summary>
    public static FreshnessRequirement Any { get; } = new(null, false, TimeSpan.Zero);

    /// <summary>The query parameters, which every list and count accepts.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [ConsistencyParameter, WaitParameter];

    /// <summary>Reads the requirement of a request.</summary>
    public static FreshnessRequirement Read(HttpRequest request, List<ParameterFault> faults)
    {
        var header = request.Headers[PositionHeader];
        var consistency = request.Query[ConsistencyParameter];
        var waiting = request.Query[WaitParameter];
        if (header.Count == 0 && consistency.Count == 0 && waiting.Count == 0)
        {
            return Any;
        }

        var position = ReadPosition(header, faults);
        var wait = ReadWait(waiting, faults);
        var isFresh = consistency is [.., { } last] && last switch
        {
            "fresh" => true,
            "eventual" or "" => false,
            var other => Fault(faults, ConsistencyParameter, $"must be fresh or eventual, not \"{other}\""),
        };
        return new FreshnessRequirement(position, isFresh || (wait > TimeSpan.Zero && position is null), wait);
    }

    private static NpgsqlLogSequenceNumber? ReadPosition(StringValues header, List<ParameterFault> faults)
    {
        if (header is not [.., { Length: > 0 } text])
        {
            return null;
        }

        if (NpgsqlLogSequenceNumber.TryParse(text, out var position))
        {
            return position;
        }

        Fault(faults, PositionHeader, $"must be a position from the response to a write, not \"{text}\"");
        return null;
    }

    private static TimeSpan ReadWait(StringValues waiting, List<ParameterFault> faults)
    {
        if (waiting is not [.., { Length: > 0 } text])
        {
            return TimeSpan.Zero;
        }

        var (number, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1.0)
            : text[^1] == 's' ? (text[..^1], 1000.0)
            : (text, 0.0);
        if (unit > 0 && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * unit <= MaxWait.TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(count * unit);
        }

        Fault(
            faults, WaitParameter, $"must be a duration such as 500ms or 2s, up to {MaxWait.TotalSeconds}s, not \"{text}\"");
        return TimeSpan.Zero;
    }

    private static bool Fault(List<ParameterFault> faults, string parameter, string message)
    {
        faults.Add(new ParameterFault(parameter, message));
        return false;
    }
}
