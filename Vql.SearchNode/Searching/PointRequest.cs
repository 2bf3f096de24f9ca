using System.Text.Json;
using Vql.SearchNode.PointsInTime;

namespace Vql.SearchNode.Searching;

/// <summary>The <c>pit</c> member of a search request.</summary>
/// <param name="Id">The id of the point in time.</param>
/// <param name="KeepAlive">The new keep-alive time. Null to leave it unchanged.</param>
internal sealed record PointRequest(string Id, TimeSpan? KeepAlive)
{
    /// <summary>Reads <c>pit</c>. Returns null if the body has no such member.</summary>
    public static PointRequest? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("pit", out var pit))
        {
            return null;
        }

        if (pit.ValueKind != JsonValueKind.Object || !pit.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            throw NodeException.IllegalArgument("point in time id is not provided");
        }

        return new PointRequest(
            id.GetString()!,
            pit.TryGetProperty("keep_alive", out var keepAlive) ? PointRegistry.ReadKeepAlive(keepAlive.ToString()) : null);
    }
}
