namespace Vql.Storage.Elasticsearch;

/// <summary>Determines the endpoint and the index of a request for the semantic conventions of OpenTelemetry.</summary>
internal static class EndpointName
{
    /// <summary>Returns the identifier of the endpoint, and the index or null.</summary>
    public static (string Operation, string? Index) Of(TransportRequest request)
    {
        var path = request.Path.AsSpan(1);
        var end = path.IndexOf('?');
        path = end < 0 ? path : path[..end];
        if (path.StartsWith("_"))
        {
            return (OperationOf(request.Method, path), null);
        }

        var slash = path.IndexOf('/');
        return slash < 0
            ? (OperationOnIndex(request.Method), path.ToString())
            : (OperationOf(request.Method, path[(slash + 1)..]), path[..slash].ToString());
    }

    private static string OperationOnIndex(HttpMethod method) =>
        method == HttpMethod.Put ? "indices.create"
        : method == HttpMethod.Delete ? "indices.delete"
        : method == HttpMethod.Head ? "indices.exists"
        : "other";

    private static string OperationOf(HttpMethod method, ReadOnlySpan<char> path)
    {
        var slash = path.IndexOf('/');
        return (slash < 0 ? path : path[..slash]) switch
        {
            "_search" => "search",
            "_count" => "count",
            "_bulk" => "bulk",
            "_pit" => method == HttpMethod.Delete ? "close_point_in_time" : "open_point_in_time",
            "_refresh" => "indices.refresh",
            "_mapping" => "indices.get_mapping",
            "_settings" => method == HttpMethod.Put ? "indices.put_settings" : "indices.get_settings",
            "_stats" => "indices.stats",
            "_field_usage_stats" => "indices.field_usage_stats",
            "_forcemerge" => "indices.forcemerge",
            "_aliases" => "indices.update_aliases",
            "_index_template" => "indices.put_index_template",
            "_cluster" => "cluster.health",
            _ => "other",
        };
    }
}
