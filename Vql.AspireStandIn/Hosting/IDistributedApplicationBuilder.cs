using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Describes an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Configuration of the AppHost.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the AppHost's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>The AppHost.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>Where it runs.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>Services of the AppHost.</summary>
    IServiceCollection Services { get; }

    /// <summary>Whether the application runs or is published.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>Its resources.</summary>
    IReadOnlyList<IResource> Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">There is one of that name.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Describes a resource without adding it.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>The application as described.</summary>
    DistributedApplication Build();
}

/// <summary>What is being done with an application.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>It runs.</summary>
    Run,

    /// <summary>It is published.</summary>
    Publish,
}

/// <summary>Whether the application runs or is published.</summary>
public sealed class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>What is being done.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether it runs.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether it is published.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}

/// <summary>How an application is made.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Arguments of the command line, which are configuration.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the one that runs unless given.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The AppHost's folder; told by its assembly unless given.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>No dashboard is here to disable.</summary>
    public bool DisableDashboard { get; set; }
}

/// <summary>A fault in the description of an application, or in running it.</summary>
public sealed class DistributedApplicationException : Exception
{
    /// <summary>A fault.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>A fault with a message.</summary>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>A fault with a message and its cause.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A parameter without a value.</summary>
public sealed class MissingParameterValueException : Exception
{
    /// <summary>A parameter.</summary>
    public MissingParameterValueException()
    {
    }

    /// <summary>A parameter, with a message.</summary>
    public MissingParameterValueException(string message)
        : base(message)
    {
    }

    /// <summary>A parameter, with a message and its cause.</summary>
    public MissingParameterValueException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>Where a project is.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The path of its project file.</summary>
    string ProjectPath { get; }

    /// <summary>Whether it is built already.</summary>
    bool SuppressBuild => false;
}

/// <summary>Can be found by name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
