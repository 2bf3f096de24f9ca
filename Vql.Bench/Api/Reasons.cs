using Vql.Bench.Load;

namespace Vql.Bench.Api;

/// <summary>Who answered a load, for people.</summary>
internal static class Reasons
{
    public static string Of(ClosedLoop load) => string.Join(", ", load.Reasons
        .OrderByDescending(reason => reason.Value)
        .Select(reason => $"{(reason.Key.Length == 0 ? "it did" : reason.Key)} {reason.Value}"));
}
