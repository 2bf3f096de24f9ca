using System.Globalization;
using System.Text.RegularExpressions;

namespace Vql.AppHost.Publishing;

/// <summary>
/// Converts values of the application model to templates: endpoints to host names, parameters to variables.
/// </summary>
internal sealed partial class TemplateReader(DistributedApplicationExecutionContext context)
{
    private readonly SortedDictionary<string, Variable> _variables = new(StringComparer.Ordinal);

    /// <summary>The variables of the values that were read.</summary>
    public IReadOnlyList<Variable> Variables => [.. _variables.Values];

    /// <summary>Reads the environment variables of a resource from its callbacks.</summary>
    public async Task<Dictionary<string, Template>> ReadEnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var values = new EnvironmentCallbackContext(context, resource, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(values);
        }

        return values.EnvironmentVariables.ToDictionary(pair => pair.Key, pair => Read(pair.Value));
    }

    /// <summary>Reads the arguments of a resource from its callbacks.</summary>
    public async Task<List<Template>> ReadArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var values = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = context };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(values);
        }

        return [.. values.Args.Select(Read)];
    }

    /// <summary>Adds a variable that is not in the application model.</summary>
    public Template Add(string name) => Template.Of(Register(VariableCatalogue.Get(name)));

    /// <exception cref="NotSupportedException">Values of this type exist only in the AppHost.</exception>
    private Template Read(object value) => value switch
    {
        string text => Template.Of(text),
        EndpointReference endpoint => Template.Of(Address(endpoint, EndpointProperty.Url)),
        EndpointReferenceExpression part => Template.Of(Address(part.Endpoint, part.Property)),
        IResourceBuilder<IResource> builder => Read(builder.Resource),
        // This case precedes connection strings because a configured connection string is also a parameter.
        ParameterResource parameter => Template.Of(Register(VariableCatalogue.Get(NameOf(parameter)))),
        ConnectionStringReference reference => Read(reference.Resource),
        IResourceWithConnectionString resource => Read(resource.ConnectionStringExpression),
        ReferenceExpression { IsConditional: false } expression => Read(expression),
        _ => throw new NotSupportedException($"A value of type {value.GetType().Name} cannot be published."),
    };

    private Template Read(ReferenceExpression expression)
    {
        var parts = new List<TemplatePart>();
        var end = 0;
        foreach (Match placeholder in Placeholder().Matches(expression.Format))
        {
            parts.Add(new TemplatePart(expression.Format[end..placeholder.Index], null));
            end = placeholder.Index + placeholder.Length;
            if (placeholder.Groups["index"] is { Success: true } index)
            {
                parts.AddRange(Read(expression.ValueProviders[int.Parse(index.ValueSpan, CultureInfo.InvariantCulture)]).Parts);
            }
            else
            {
                parts.Add(new TemplatePart(placeholder.Value[..1], null));
            }
        }

        parts.Add(new TemplatePart(expression.Format[end..], null));
        return new Template(Merge(parts));
    }

    private static List<TemplatePart> Merge(List<TemplatePart> parts)
    {
        var merged = new List<TemplatePart>();
        foreach (var part in parts.Where(part => part.Text is not ""))
        {
            if (part.Text is { } text && merged is [.., { Text: { } before }])
            {
                merged[^1] = new TemplatePart(before + text, null);
            }
            else
            {
                merged.Add(part);
            }
        }

        return merged;
    }

    private static string Address(EndpointReference endpoint, EndpointProperty property)
    {
        var host = endpoint.Resource.Name;
        var port = PortOf(endpoint.EndpointAnnotation).ToString(CultureInfo.InvariantCulture);
        return property switch
        {
            EndpointProperty.Url => $"{endpoint.Scheme}://{host}:{port}",
            EndpointProperty.Host or EndpointProperty.IPV4Host => host,
            EndpointProperty.Port or EndpointProperty.TargetPort => port,
            EndpointProperty.HostAndPort => $"{host}:{port}",
            EndpointProperty.Scheme => endpoint.Scheme,
            _ => throw new NotSupportedException($"The endpoint property {property} cannot be published."),
        };
    }

    /// <summary>
    /// Returns the port that the container of an endpoint listens on. For a project, the port of its image.
    /// </summary>
    public static int PortOf(EndpointAnnotation endpoint) => endpoint.TargetPort ?? ServiceProfile.ProjectPort;

    private static string NameOf(ParameterResource parameter)
    {
        var name = parameter.Name.ToUpperInvariant().Replace('-', '_');
        return parameter is IResourceWithConnectionString ? $"{name}_CONNECTION_STRING" : name;
    }

    private Variable Register(Variable variable)
    {
        _variables[variable.Name] = variable;
        return variable;
    }

    [GeneratedRegex(@"\{\{|\}\}|\{(?<index>\d+)[^{}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
