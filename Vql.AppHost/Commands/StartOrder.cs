namespace Vql.AppHost.Commands;

/// <summary>
/// Determines the resources that must be restarted together with given resources, in dependency order.
/// </summary>
internal static class StartOrder
{
    /// <summary>Returns the resources and everything that waits for them, dependencies first.</summary>
    public static IReadOnlyList<IResource> Of(IEnumerable<IResource> model, IReadOnlyCollection<IResource> roots)
    {
        var resources = model.ToList();
        var affected = new HashSet<IResource>(roots);
        int before;
        do
        {
            before = affected.Count;
            affected.UnionWith(resources.Where(resource => DependenciesOf(resource).Any(affected.Contains)));
        }
        while (affected.Count > before);

        var ordered = new List<IResource>();
        var rest = resources.Where(affected.Contains).ToList();
        while (rest.Count > 0)
        {
            // The model has no cycles: Aspire rejects a resource that waits for itself.
            var next = rest.First(resource => !DependenciesOf(resource).Any(rest.Contains));
            ordered.Add(next);
            rest.Remove(next);
        }

        return ordered;
    }

    /// <summary>Returns whether other resources wait for a resource to complete.</summary>
    public static bool IsFinite(IEnumerable<IResource> model, IResource resource) =>
        model.Any(other => other.Annotations.OfType<WaitAnnotation>()
            .Any(wait => wait.Resource == resource && wait.WaitType == WaitType.WaitForCompletion));

    private static IEnumerable<IResource> DependenciesOf(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
}
