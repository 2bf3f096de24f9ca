namespace Vql.AppHost.Commands;

/// <summary>The resources that have to stop and start with a set of resources, in the order of their dependencies.</summary>
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

    /// <summary>Returns whether other resources wait for the end of a resource.</summary>
    public static bool IsFinite(IEnumerable<IResource> model, IResource resource) =>
        model.Any(other => other.Annotations.OfType<WaitAnnotation>()
            .Any(wait => wait.Resource == resource && wait.WaitType == WaitType.WaitForCompletion));

    private static IEnumerable<IResource> DependenciesOf(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
}
