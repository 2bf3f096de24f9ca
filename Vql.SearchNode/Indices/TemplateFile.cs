using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>Named templates, persisted as a JSON file.</summary>
/// <param name="path">The file.</param>
/// <param name="logger">Receives the failure if it cannot be read.</param>
internal sealed class TemplateFile(string path, ILogger logger)
{
    private static readonly string[] Objects = ["template", "settings", "mappings", "aliases"];
    private static readonly string[] Numbers = ["priority", "order", "version"];

    private readonly MetadataFile<JsonObject> _file = new(path, Read, logger);

    /// <summary>Whether the file was read.</summary>
    public bool IsReadable => _file.IsReadable;

    /// <summary>The templates with their names.</summary>
    public IEnumerable<(string Name, JsonObject Template)> All =>
        _file.Value.Select(template => (template.Key, (JsonObject)template.Value!));

    /// <exception cref="NodeException">The file could not be read.</exception>
    public void ThrowIfUnreadable() => _file.ThrowIfUnreadable();

    /// <summary>Finds a template by its name.</summary>
    public JsonObject? Find(string name) => _file.Value[name] as JsonObject;

    /// <summary>Adds or replaces a template.</summary>
    /// <exception cref="NodeException">The template is invalid, or the file could not be read.</exception>
    public void Put(string name, JsonObject template)
    {
        var changed = (JsonObject)_file.Value.DeepClone();
        changed[name] = template;
        _file.Write(changed);
    }

    /// <summary>Removes templates.</summary>
    /// <exception cref="NodeException">The file could not be read.</exception>
    public void Remove(List<string> names)
    {
        var changed = (JsonObject)_file.Value.DeepClone();
        names.ForEach(name => changed.Remove(name));
        _file.Write(changed);
    }

    private static JsonObject Read(JsonObject templates)
    {
        var read = new JsonObject();
        foreach (var (name, template) in templates)
        {
            // Older nodes persisted the patterns of the names that are reserved.
            read[name] = template is JsonArray patterns
                ? new JsonObject { ["index_patterns"] = patterns.DeepClone(), ["allow_auto_create"] = false }
                : template?.DeepClone();
            Check(name, read[name] as JsonObject ?? throw new FormatException($"The template [{name}] is not an object."));
        }

        return read;
    }

    /// <summary>Checks the types of a template's members, so that the creation of an index does not fail because of a template.</summary>
    /// <exception cref="NodeException">A member is invalid.</exception>
    public static void Check(string name, JsonObject template)
    {
        foreach (var (member, value) in template)
        {
            var isValid = member switch
            {
                _ when Objects.Contains(member) => value is null or JsonObject,
                _ when Numbers.Contains(member) => value is null || (value is JsonValue number && number.TryGetValue<long>(out _)),
                "allow_auto_create" => value is null || value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
                "index_patterns" => AreTexts(value),
                "composed_of" or "ignore_missing_component_templates" => value is null || AreTexts(value),
                _ => true,
            };
            if (!isValid)
            {
                throw new NodeException(400, "x_content_parse_exception", $"[{name}] failed to parse field [{member}]");
            }
        }
    }

    private static bool AreTexts(JsonNode? value) => value is JsonArray texts
        ? texts.All(text => text?.GetValueKind() == JsonValueKind.String)
        : value?.GetValueKind() == JsonValueKind.String;
}
