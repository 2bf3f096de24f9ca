using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>
/// The settings, mappings, and aliases of new indices whose names match a pattern: index templates, the components that they are
/// composed of, and legacy templates, which apply to indices without an index template.
/// </summary>
internal sealed class IndexTemplates(string folder, ILogger logger)
{
    private readonly TemplateFile _templates = new(Path.Combine(folder, "templates.json"), logger);
    private readonly TemplateFile _components = new(Path.Combine(folder, "component-templates.json"), logger);
    private readonly TemplateFile _legacy = new(Path.Combine(folder, "legacy-templates.json"), logger);

    /// <summary>Whether the files of the templates were read.</summary>
    public bool AreReadable => _templates.IsReadable && _components.IsReadable && _legacy.IsReadable;

    /// <summary>The index templates with their names.</summary>
    public IEnumerable<(string Name, JsonObject Template)> All => _templates.All;

    /// <summary>The component templates with their names.</summary>
    public IEnumerable<(string Name, JsonObject Template)> Components => _components.All;

    /// <summary>The legacy templates with their names.</summary>
    public IEnumerable<(string Name, JsonObject Template)> Legacy => _legacy.All;

    /// <summary>Finds the index template of an index. Null if there is none.</summary>
    /// <exception cref="NodeException">The templates could not be read.</exception>
    public (string Name, JsonObject Template)? Find(string index)
    {
        _templates.ThrowIfUnreadable();
        _components.ThrowIfUnreadable();
        _legacy.ThrowIfUnreadable();
        var found = All.Where(template => PatternsOf(template.Template).Any(pattern => IndexExpression.Matches(pattern, index)))
            .OrderByDescending(template => PriorityOf(template.Template)).ToList();
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Returns the settings, mappings and aliases that templates give to an index. Null if no template matches.</summary>
    public JsonObject? Compose(string index)
    {
        if (Find(index) is { } found)
        {
            return Compose(found.Template);
        }

        var legacy = _legacy.All.Where(template => PatternsOf(template.Template).Any(pattern => IndexExpression.Matches(pattern, index)))
            .OrderBy(template => (long?)template.Template["order"] ?? 0).Select(template => template.Template).ToList();
        return legacy.Count == 0 ? null : Merge(legacy);
    }

    /// <summary>Returns the settings, mappings and aliases of an index template and its components.</summary>
    public JsonObject Compose(JsonObject template) => Merge(
        [.. ComponentsOf(template).Select(name => _components.Find(name)?["template"] as JsonObject)
            .Append(template["template"] as JsonObject).OfType<JsonObject>()]);

    /// <summary>Returns the names of the components of an index template.</summary>
    public static IReadOnlyList<string> ComponentsOf(JsonObject template) =>
        template["composed_of"] is JsonArray names ? [.. names.Select(name => name!.ToString())] : [];

    /// <summary>Adds or replaces an index template.</summary>
    /// <exception cref="NodeException">Another template has the same pattern and priority, or a component does not exist.</exception>
    public void Put(string name, JsonObject template)
    {
        TemplateFile.Check(name, template);
        var ignored = template["ignore_missing_component_templates"] is JsonArray names ? names.Select(one => one!.ToString()) : [];
        var missing = ComponentsOf(template).Where(component => _components.Find(component) is null).Except(ignored).ToList();
        if (missing.Count > 0)
        {
            throw new NodeException(400, "invalid_index_template_exception",
                $"index_template [{name}] invalid, cause [index template [{name}] specifies component templates " +
                $"[{string.Join(", ", missing)}] that do not exist]");
        }

        if (All.FirstOrDefault(other => other.Name != name && PriorityOf(other.Template) == PriorityOf(template)
            && PatternsOf(other.Template)
                .Any(pattern => PatternsOf(template).Any(added => Overlap(pattern, added)))) is { Name: { } conflict })
        {
            throw NodeException.IllegalArgument(
                $"index template [{name}] has index patterns matching patterns from existing templates [{conflict}] that have the same " +
                $"priority [{PriorityOf(template)}], multiple index templates may not match during index creation, " +
                "please use a different priority");
        }

        _templates.Put(name, template);
    }

    /// <summary>Adds or replaces a component template.</summary>
    public void PutComponent(string name, JsonObject template) => _components.Put(name, template);

    /// <summary>Adds or replaces a legacy template.</summary>
    public void PutLegacy(string name, JsonObject template) => _legacy.Put(name, template);

    /// <summary>Removes index templates.</summary>
    /// <exception cref="NodeException">There is no such template.</exception>
    public void Remove(string pattern) =>
        _templates.Remove(Existing(All, pattern, "index_template_missing_exception", $"index_template [{pattern}] missing"));

    /// <summary>Removes component templates.</summary>
    /// <exception cref="NodeException">There is no such template, or an index template uses it.</exception>
    public void RemoveComponent(string pattern)
    {
        var names = Existing(Components, pattern, "resource_not_found_exception", pattern);
        var users = All.Where(template => ComponentsOf(template.Template).Intersect(names).Any())
            .Select(template => template.Name).ToList();
        if (users.Count > 0)
        {
            throw NodeException.IllegalArgument(
                $"component templates [{string.Join(", ", names)}] cannot be removed as they are still in use by index templates " +
                $"[{string.Join(", ", users)}]");
        }

        _components.Remove(names);
    }

    /// <summary>Removes legacy templates.</summary>
    /// <exception cref="NodeException">There is no such template.</exception>
    public void RemoveLegacy(string pattern) =>
        _legacy.Remove(Existing(Legacy, pattern, "index_template_missing_exception", $"index_template [{pattern}] missing"));

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

    // Later templates take precedence.
    private static JsonObject Merge(List<JsonObject> templates)
    {
        var (settings, mappings, aliases) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var template in Enumerable.Reverse(templates))
        {
            settings = SettingNames.Merge(template["settings"] as JsonObject, settings);
            Merge(mappings, template["mappings"] as JsonObject);
            Merge(aliases, template["aliases"] as JsonObject);
        }

        return new JsonObject { ["settings"] = settings, ["mappings"] = mappings, ["aliases"] = aliases };
    }

    private static List<string> Existing(
        IEnumerable<(string Name, JsonObject Template)> templates, string pattern, string errorType, string reason)
    {
        var names = templates.Select(template => template.Name)
            .Where(name => pattern.Split(',').Any(one => IndexExpression.Matches(one, name))).ToList();
        return names.Count == 0 && pattern != "*" ? throw new NodeException(404, errorType, reason) : names;
    }

    private static IEnumerable<string> PatternsOf(JsonObject template) => template["index_patterns"] is JsonArray patterns
        ? patterns.Select(pattern => pattern!.ToString())
        : [template["index_patterns"]!.ToString()];

    private static long PriorityOf(JsonObject template) => (long?)template["priority"] ?? 0;

    private static bool Overlap(string first, string second) =>
        IndexExpression.Matches(first, second.Replace('*', 'x')) || IndexExpression.Matches(second, first.Replace('*', 'x'));
}
