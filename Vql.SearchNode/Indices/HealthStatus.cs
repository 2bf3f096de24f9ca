namespace Vql.SearchNode.Indices;

/// <summary>The health of the node or of an index, from best to worst. The names are those of Elasticsearch, in lower case.</summary>
internal enum HealthStatus
{
    /// <summary>Everything is available.</summary>
    Green,

    /// <summary>All documents are available, but templates or settings could not be read.</summary>
    Yellow,

    /// <summary>Documents are unavailable, or are not accepted.</summary>
    Red,
}

/// <summary>The names of the statuses in responses.</summary>
internal static class HealthStatusNames
{
    public static string Text(this HealthStatus status) => status switch
    {
        HealthStatus.Green => "green",
        HealthStatus.Yellow => "yellow",
        _ => "red",
    };
}
