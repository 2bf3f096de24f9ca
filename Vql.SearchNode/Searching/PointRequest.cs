using System.Text.Json;
using Vql.SearchNode.PointsInTime;

namespace Vql.SearchNode.Searching;

/// <summary>The point in time that a search asks for.</summary>
/// <param name="Id">Its name.</param>
/// <param name="KeepAlive">How long it is wanted from now on; null for as long as before.</param>
internal sealed record PointRequest(string Id, TimeSpan? KeepAlive)
{
    /// <summary>Reads <c>pit</c>; null when there is none.</summary>
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

        return new PointRequest(id.GetString()!, pit.TryGetProperty("keep_alive", out var keepAlive) ? PointRegistry.ReadKeepAlive(keepAlive.ToString()) : null);
    }
}
