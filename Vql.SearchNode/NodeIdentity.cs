using System.Text.Json.Nodes;

namespace Vql.SearchNode;

/// <summary>The names of the node and of its cluster.</summary>
internal static class NodeIdentity
{
    public const string Name = "vql-search-node";
    public const string Id = "vql-search-node-0000";
    public const string Cluster = "vql";
    public const string ClusterUuid = "vql-search-node-0000";
    public const string Host = "127.0.0.1";

    /// <summary>The version of Elasticsearch whose interface the node implements.</summary>
    public const string Version = "8.19.0";

    private static readonly string[] Roles = ["data", "ingest", "master"];

    /// <summary>Returns the description of the node that several responses contain.</summary>
    public static JsonObject Describe() => new()
    {
        ["name"] = Name,
        ["transport_address"] = Host,
        ["host"] = Host,
        ["ip"] = Host,
        ["version"] = Version,
        ["roles"] = new JsonArray([.. Roles.Select(role => (JsonNode)role)]),
        ["attributes"] = new JsonObject(),
    };

    /// <summary>Returns the numbers of nodes that answered.</summary>
    public static JsonObject Counts() => new() { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 };
}
