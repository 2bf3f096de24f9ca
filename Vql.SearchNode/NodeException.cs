namespace Vql.SearchNode;

/// <summary>An error that is returned with the status, type, and reason that Elasticsearch would use.</summary>
internal sealed class NodeException(int status, string type, string reason) : Exception(reason)
{
    public int Status => status;

    public string Type => type;

    public static NodeException IllegalArgument(string reason) => new(400, "illegal_argument_exception", reason);

    public static NodeException Parsing(string reason) => new(400, "parsing_exception", reason);

    public static NodeException NoSuchIndex(string name) => new(404, "index_not_found_exception", $"no such index [{name}]");

    public static NodeException BadDocument(string reason) => new(400, "document_parsing_exception", reason);
}
