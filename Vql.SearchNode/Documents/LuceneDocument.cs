using System.Text.Json;
using System.Text.Unicode;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Documents;

/// <summary>
/// Converts a JSON source to a Lucene document. The document contains the source, the id, and the version. For each
/// mapped field, it contains the terms, doc values for sorting, and the name of the field for <c>exists</c> queries.
/// The doc values contain the minimum and the maximum separately.
/// </summary>
internal static class LuceneDocument
{
    public const string Id = "_id";
    public const string Version = "_version";
    public const string SequenceNumber = "_seq_no";
    public const string Source = "_source";
    public const string FieldNames = "_field_names";

    /// <summary>The stored names of the fields with a value that is not indexed because of its length.</summary>
    public const string Ignored = "_ignored";

    /// <summary>The suffix of the doc values with the maximum of a field, for descending sorts.</summary>
    public const string MaxSuffix = "#max";

    /// <summary>The suffix of the doc values with all values of a keyword field, for aggregations.</summary>
    public const string ValuesSuffix = "#all";

    /// <summary>The suffix of the doc values with all values of a number field that has several, for aggregations.</summary>
    public const string NumbersSuffix = "#numbers";

    /// <summary>Converts a JSON source to a Lucene document, without its version.</summary>
    /// <param name="mapping">The mapping of the index.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="source">The source.</param>
    /// <param name="isAccepted">
    /// Whether the source was accepted before. Older nodes accepted repeated members, invalid UTF-8, and values that do not fit their
    /// field.
    /// </param>
    /// <exception cref="NodeException">The source is invalid.</exception>
    public static Document Read(IndexMapping mapping, string id, ReadOnlyMemory<byte> source, bool isAccepted = false)
    {
        var document = new Document
        {
            new StringField(Id, id, Field.Store.YES),
            new StoredField(Source, new BytesRef(source.ToArray())),
        };
        using var json = Parse(id, source, isAccepted);
        try
        {
            new DocumentFields(document, mapping, isAccepted).AddAll(json.RootElement);
        }
        catch (InvalidOperationException exception)
        {
            throw NodeException.BadDocument($"failed to parse document with id '{id}': {exception.Message}");
        }

        return document;
    }

    /// <summary>Adds the version of a document.</summary>
    public static Document WithVersion(this Document document, long version, long sequenceNumber)
    {
        document.Add(new NumericDocValuesField(Version, version));
        document.Add(new NumericDocValuesField(SequenceNumber, sequenceNumber));
        return document;
    }

    private static JsonDocument Parse(string id, ReadOnlyMemory<byte> source, bool isAccepted)
    {
        // The parser does not check the text of strings.
        if (!isAccepted && !Utf8.IsValid(source.Span))
        {
            throw NodeException.BadDocument($"failed to parse document with id '{id}': invalid UTF-8");
        }

        try
        {
            var json = JsonDocument.Parse(source, isAccepted ? default : JsonText.Strict);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // .NET rejects a name with an unpaired surrogate when it looks for repeated names.
            throw NodeException.BadDocument($"failed to parse document with id '{id}': {exception.Message}");
        }

        throw NodeException.BadDocument($"failed to parse document with id '{id}': expected an object");
    }
}
