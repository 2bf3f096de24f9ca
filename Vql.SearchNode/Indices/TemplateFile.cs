using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>Named templates, persisted as a JSON file.</summary>
internal sealed class TemplateFile
{
    private readonly string _path;
    private JsonObject _templates = [];

    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public TemplateFile(string path)
    {
        _path = path;
        if (!File.Exists(_path))
        {
            return;
        }

        // Older nodes persisted the patterns of the names that are reserved.
        foreach (var (name, template) in JsonNode.Parse(File.ReadAllText(_path))!.AsObject())
        {
            _templates[name] = template is JsonArray patterns
                ? new JsonObject { ["index_patterns"] = patterns.DeepClone(), ["allow_auto_create"] = false }
                : template!.DeepClone();
        }
    }

    /// <summary>The templates with their names.</summary>
    public IEnumerable<(string Name, JsonObject Template)> All =>
        _templates.Select(template => (template.Key, (JsonObject)template.Value!));

    /// <summary>Finds a template by its name.</summary>
    public JsonObject? Find(string name) => _templates[name] as JsonObject;

    /// <summary>Adds or replaces a template.</summary>
    public void Put(string name, JsonObject template)
    {
        var changed = (JsonObject)_templates.DeepClone();
        changed[name] = template;
        Save(changed);
    }

    /// <summary>Removes templates.</summary>
    public void Remove(List<string> names)
    {
        var changed = (JsonObject)_templates.DeepClone();
        names.ForEach(name => changed.Remove(name));
        Save(changed);
    }

    private void Save(JsonObject templates)
    {
        AtomicFile.Write(_path, templates.ToJsonString());
        _templates = templates;
    }
}
