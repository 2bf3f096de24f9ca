using Vql.Bench.Load;

namespace Vql.Bench.Api;

/// <summary>Formats the fallback reasons of a load for the console.</summary>
internal static class Reasons
{
    public static string Of(ClosedLoop load) => string.Join(", ", load.Reasons
        .OrderByDescending(reason => reason.Value)
        .Select(reason => $"{(reason.Key.Length == 0 ? "none" : reason.Key)} {reason.Value}"));
}
