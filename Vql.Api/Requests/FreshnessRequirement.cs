using System.Globalization;
using Microsoft.Extensions.Primitives;
using NpgsqlTypes;
using Vql.Core.Filters;

namespace Vql.Api.Requests;

/// <summary>How fresh an answer must be.</summary>
/// <param name="Position">The log position of a write that must be seen; null for none.</param>
/// <param name="MustBeCurrent">Whether every write up to now must be seen.</param>
/// <param name="Wait">How long the index may be waited for; zero for not at all.</param>
internal sealed record FreshnessRequirement(NpgsqlLogSequenceNumber? Position, bool MustBeCurrent, TimeSpan Wait)
{
    /// <summary>The header that writes answer with and searches carry.</summary>
    public const string PositionHeader = "X-VQL-Position";

    /// <summary>The parameter <c>consistency</c>.</summary>
    public const string ConsistencyParameter = "consistency";
    /// <summary>The parameter <c>wait</c>.</summary>
    public const string WaitParameter = "wait";

    /// <summary>The longest that the index may be waited for.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Whatever the index holds.</summary>
    public static FreshnessRequirement Any { get; } = new(null, false, TimeSpan.Zero);

    /// <summary>The query parameters that speak of freshness; every list and count takes them.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [ConsistencyParameter, WaitParameter];

    /// <summary>Reads what a request says of it.</summary>
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
            var other => Fault(faults, ConsistencyParameter, $"\"{other}\" is unknown: use fresh or eventual"),
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

        Fault(faults, PositionHeader, $"\"{text}\" is no position: send the one that a write answered with");
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
            && count * unit <= LongestWait.TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(count * unit);
        }

        Fault(faults, WaitParameter, $"\"{text}\" is no time to wait: use something from 1ms to {LongestWait.TotalSeconds}s, as 500ms or 2s");
        return TimeSpan.Zero;
    }

    private static bool Fault(List<ParameterFault> faults, string parameter, string message)
    {
        faults.Add(new ParameterFault(parameter, message));
        return false;
    }
}
