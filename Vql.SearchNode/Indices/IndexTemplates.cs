using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <summary>The settings, mappings, and aliases of indices whose names match a pattern. Persisted as a JSON file.</summary>
internal sealed class IndexTemplates
{
    private const string FileName = "templates.json";

    private readonly string _path;
    private JsonObject _templates = [];

    /// <param name="folder">The folder of the file.</param>
    public IndexTemplates(string folder)
    {
        _path = Path.Combine(folder, FileName);
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

    /// <summary>Finds the template of an index. Null if there is none.</summary>
    public (string Name, JsonObject Template)? Find(string index)
    {
        var found = All.Where(template => PatternsOf(template.Template).Any(pattern => IndexExpression.Matches(pattern, index)))
            .OrderByDescending(template => PriorityOf(template.Template)).ToList();
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Adds or replaces a template.</summary>
    /// <exception cref="NodeException">Another template has the same pattern and priority.</exception>
    public void Put(string name, JsonObject template)
    {
        if (All.FirstOrDefault(other => other.Name != name && PriorityOf(other.Template) == PriorityOf(template)
            && PatternsOf(other.Template)
                .Any(pattern => PatternsOf(template).Any(added => Overlap(pattern, added)))) is { Name: { } conflict })
        {
            throw NodeException.IllegalArgument(
                $"index template [{name}] has index patterns matching patterns from existing templates [{conflict}] that have the same " +
                $"priority [{PriorityOf(template)}], multiple index templates may not match during index creation, " +
                "please use a different priority");
        }

        var changed = (JsonObject)_templates.DeepClone();
        changed[name] = template;
        Save(changed);
    }

    /// <summary>Removes templates.</summary>
    /// <exception cref="NodeException">There is no such template.</exception>
    public void Remove(string pattern)
    {
        var names = All.Select(template => template.Name).Where(name => IndexExpression.Matches(pattern, name)).ToList();
        if (names.Count == 0 && pattern != "*")
        {
            throw new NodeException(404, "index_template_missing_exception", $"index_template [{pattern}] missing");
        }

        var changed = (JsonObject)_templates.DeepClone();
        names.ForEach(name => changed.Remove(name));
        Save(changed);
    }

    /// <summary>Adds the members of an object to another one, in which existing members remain and objects are merged.</summary>
    public static void Merge(JsonObject target, JsonObject? added)
    {
        foreach (var (name, value) in added ?? [])
        {
            if (target[name] is JsonObject existing && value is JsonObject inner)
            {
                Merge(existing, inner);
            }
            else if (!target.ContainsKey(name))
            {
                target[name] = value?.DeepClone();
            }
        }
    }

    private static IEnumerable<string> PatternsOf(JsonObject template) => template["index_patterns"] is JsonArray patterns
        ? patterns.Select(pattern => pattern!.ToString())
        : [template["index_patterns"]!.ToString()];

    private static long PriorityOf(JsonObject template) => (long?)template["priority"] ?? 0;

    private static bool Overlap(string first, string second) =>
        IndexExpression.Matches(first, second.Replace('*', 'x')) || IndexExpression.Matches(second, first.Replace('*', 'x'));

    private void Save(JsonObject templates)
    {
        AtomicFile.Write(_path, templates.ToJsonString());
        _templates = templates;
    }
}
