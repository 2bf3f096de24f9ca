namespace Vql.SearchNode.Documents;

/// <summary>The names that the members of documents can have.</summary>
internal static class FieldNames
{
    private static readonly HashSet<string> Metadata =
        ["_id", "_index", "_source", "_routing", "_version", "_seq_no", "_field_names", "_ignored", "_doc_count", "_tier", "_nested_path"];

    /// <summary>Whether a member of a document can be a field.</summary>
    public static bool IsValid(string name, bool isTopLevel) =>
        name.AsSpan().Trim().Length > 0 && !name.Split('.').Any(part => part.AsSpan().Trim().IsEmpty)
            && !(isTopLevel && Metadata.Contains(name));

    /// <summary>Checks the name of a member of a document.</summary>
    /// <param name="name">The name.</param>
    /// <param name="path">The path of the object. Null for that of the document.</param>
    /// <exception cref="NodeException">The name is empty, has an empty part, or is that of a metadata field.</exception>
    public static void Check(string name, string? path)
    {
        if (!IsValid(name, path is null))
        {
            throw NodeException.BadDocument(path is null && Metadata.Contains(name)
                ? $"Field [{name}] is a metadata field and cannot be added inside a document. Use the index API request parameters."
                : $"field name cannot contain only whitespace: ['{name}']");
        }
    }
}
