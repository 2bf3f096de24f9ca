using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>
/// Metadata of the node in a JSON file: aliases, templates, or settings. A file that cannot be read does not keep the node from starting.
/// It is logged and never overwritten, and changes to it are rejected until it is repaired or deleted and the node is restarted.
/// </summary>
/// <typeparam name="T">The metadata.</typeparam>
internal sealed class MetadataFile<T>
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private readonly string _path;
    private readonly Func<JsonObject, T> _read;
    private readonly string? _fault;

    /// <param name="path">The path of the file, which need not exist.</param>
    /// <param name="read">Reads and validates the metadata. An empty object stands for an absent file.</param>
    /// <param name="logger">Receives the failure.</param>
    public MetadataFile(string path, Func<JsonObject, T> read, ILogger logger)
    {
        (_path, _read, Value) = (path, read, read([]));
        if (!Path.Exists(path))
        {
            return;
        }

        try
        {
            Value = Parse(File.ReadAllText(path));
        }
        catch (Exception exception)
        {
            Log.MetadataNotRead(logger, path, exception);
            _fault = $"the file {path} cannot be read: {exception.Message}";
        }
    }

    /// <summary>The metadata. That of an absent file if the file cannot be read.</summary>
    public T Value { get; private set; }

    /// <summary>Whether the file was read, or is absent.</summary>
    public bool IsReadable => _fault is null;

    /// <exception cref="NodeException">The file could not be read.</exception>
    public void ThrowIfUnreadable()
    {
        if (_fault is not null)
        {
            throw NodeException.MetadataBlocked(_fault);
        }
    }

    /// <summary>
    /// Replaces the metadata. They are read as at the next start first, and if that fails, the file and the metadata are unchanged.
    /// </summary>
    /// <exception cref="NodeException">The file could not be read at the start.</exception>
    public void Write(JsonObject content)
    {
        ThrowIfUnreadable();
        var text = content.ToJsonString();
        var value = Parse(text);
        AtomicFile.Write(_path, text);
        Value = value;
    }

    private T Parse(string text) => JsonNode.Parse(text, documentOptions: Options) is JsonObject content
        ? _read(content)
        : throw new FormatException("It does not contain an object.");
}
